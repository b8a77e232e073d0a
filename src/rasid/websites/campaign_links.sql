-- Texts of hostile events of campaigns that may hold a link: clicks and reported messages.
SELECT
    hostile.campaign_id,
    events.detail,
    min(events.time) AS first_seen,
    max(events.time) AS last_seen
FROM hostile
INNER JOIN events USING (event_uid)
WHERE events.action IN ('link_click', 'phish_report') AND contains(events.detail, '://')
GROUP BY hostile.campaign_id, events.detail
ORDER BY hostile.campaign_id, events.detail
