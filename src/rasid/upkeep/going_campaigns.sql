-- The campaigns that lose an event, with all events and numbers that they have.
WITH counted AS (
    SELECT
        campaign_id,
        count(*) AS events,
        count(*) FILTER (event_uid IN (SELECT event_uid FROM going)) AS gone,
        sha256(string_agg(event_uid, chr(10) ORDER BY event_uid)) AS digest
    FROM hostile
    GROUP BY campaign_id
)
SELECT
    counted.campaign_id, counted.events, counted.gone, counted.digest,
    campaigns.attempts, campaigns.accounts_identified,
    campaigns.accounts_attacked, campaigns.accounts_compromised
FROM counted JOIN campaigns ON counted.campaign_id = campaigns.campaign_id
WHERE counted.gone > 0
ORDER BY counted.campaign_id
