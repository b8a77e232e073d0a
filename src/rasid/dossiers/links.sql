-- Hostile events of campaigns that led somebody to a link, and whether their account was entered.
WITH entered AS (
    SELECT DISTINCT campaign_id, account
    FROM hostile
    WHERE stage IN ('compromise', 'exploit')
)

SELECT
    events.detail,
    hostile.campaign_id,
    hostile.account,
    hostile.category,
    hostile.time,
    events.action = 'link_click' AS followed,
    entered.account IS NOT NULL AS entered
FROM hostile
INNER JOIN events ON hostile.event_uid = events.event_uid AND hostile.raw_file = events.raw_file
LEFT JOIN entered
    ON hostile.campaign_id = entered.campaign_id AND hostile.account = entered.account
WHERE list_contains($campaigns, hostile.campaign_id)
    AND events.action IN ('link_click', 'phish_report')
    AND contains(events.detail, '://')
ORDER BY hostile.time, hostile.event_uid
