-- What each indicator hit, counted. Strangers are accounts that get in and that no campaign went
-- for: many of them share what was hit.
WITH hostile_events AS (
    SELECT event_uid, any_value(campaign_id) AS campaign_id
    FROM hostile
    GROUP BY event_uid
),

protected AS (
    SELECT account, any_value(person_id) AS person_id
    FROM roster
    GROUP BY account
),

touched AS (
    SELECT DISTINCT account FROM hostile WHERE account IS NOT NULL
)

SELECT
    hits.number,
    count(*) AS events,
    count(*) FILTER (hits.inside) AS inside,
    min(hits.time) AS first_seen,
    max(hits.time) AS last_seen,
    count(DISTINCT hits.account) AS accounts,
    count(DISTINCT hits.account) FILTER (protected.account IS NOT NULL) AS protected,
    count(DISTINCT hits.account) FILTER (hits.entry) AS entered,
    count(DISTINCT hits.account) FILTER (
        hits.entry AND hostile_events.event_uid IS NULL
        AND hits.account NOT IN (SELECT account FROM touched)
    ) AS strangers,
    count(DISTINCT hits.source_ip) AS addresses,
    list_sort(list(DISTINCT hostile_events.campaign_id)
        FILTER (hostile_events.campaign_id IS NOT NULL)) AS campaigns
FROM hits
LEFT JOIN hostile_events ON hits.event_uid = hostile_events.event_uid
LEFT JOIN protected ON hits.account = protected.account
GROUP BY hits.number
ORDER BY hits.number
