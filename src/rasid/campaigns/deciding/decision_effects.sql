-- In how many sessions each decision on sources found events that were a campaign's by the
-- evidence, before it was made.
SELECT marked_sessions.decision, lineage.campaign_id, count(DISTINCT tagged.session_id) AS sessions
FROM marked_sessions
JOIN tagged ON marked_sessions.session_id = tagged.session_id
JOIN lineage ON tagged.event_uid = lineage.event_uid
GROUP BY marked_sessions.decision, lineage.campaign_id
ORDER BY marked_sessions.decision, lineage.campaign_id
