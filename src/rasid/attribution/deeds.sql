-- What a campaign did, as kinds of events; `reason` is the log's own, from the event.
SELECT
    hostile.campaign_id,
    hostile.stage,
    hostile.action,
    hostile.outcome,
    coalesce(told.reason, '') AS reason,
    count(*) AS events
FROM hostile
LEFT JOIN (
    SELECT event_uid, max(reason) AS reason
    FROM tagged
    WHERE event_uid IN (SELECT event_uid FROM hostile)
    GROUP BY event_uid
) AS told
    ON hostile.event_uid = told.event_uid
GROUP BY ALL
ORDER BY ALL
