-- What a campaign did to each account that it attacked or entered, with what the logs say of it.
WITH records AS (
    SELECT event_uid, time, account, max(provider) AS provider, max(detail) AS detail
    FROM events
    WHERE event_uid IN (SELECT event_uid FROM hostile WHERE campaign_id = $campaign)
    GROUP BY event_uid, time, account
),

verdicts AS (
    SELECT session_id, account, needed
    FROM judged
    WHERE session_id IN (SELECT session_id FROM hostile WHERE campaign_id = $campaign)
),

touched AS (
    SELECT account
    FROM hostile
    WHERE campaign_id = $campaign
    GROUP BY account
    HAVING count(*) FILTER (WHERE stage <> 'discover') > 0
        AND (bool_or(account_exists) OR count(account_exists) = 0)
)

SELECT
    hostile.account,
    hostile.person_id,
    hostile.category,
    hostile.event_uid,
    hostile.time,
    hostile.stage,
    hostile.action,
    hostile.outcome,
    hostile.source_ip,
    hostile.session_id,
    coalesce(records.provider, '') AS provider,
    coalesce(records.detail, '') AS detail,
    hostile.bits,
    verdicts.needed
FROM hostile
JOIN touched ON hostile.account = touched.account
LEFT JOIN records
    ON hostile.event_uid = records.event_uid
    AND hostile.time = records.time
    AND hostile.account = records.account
LEFT JOIN verdicts
    ON hostile.session_id = verdicts.session_id AND hostile.account = verdicts.account
WHERE hostile.campaign_id = $campaign
ORDER BY hostile.account, hostile.time, hostile.event_uid
