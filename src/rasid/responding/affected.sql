-- What a campaign did to each account that it attacked or entered, with what the logs say of it.
WITH attacked AS (
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
    traces.provider,
    traces.detail,
    hostile.bits,
    traces.needed
FROM hostile
JOIN attacked ON hostile.account = attacked.account
JOIN traces ON hostile.event_uid = traces.event_uid
WHERE hostile.campaign_id = $campaign AND traces.campaign_id = $campaign
ORDER BY hostile.account, hostile.time, hostile.event_uid
