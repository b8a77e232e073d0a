-- The hostile events of a campaign, each once and by file, and which numbers it stands behind.
SELECT
    hostile.event_uid,
    hostile.time,
    hostile.stage,
    hostile.action,
    hostile.outcome,
    hostile.account,
    hostile.person_id,
    hostile.category,
    hostile.source_ip,
    hostile.session_id,
    hostile.raw_file,
    hostile.raw_line,
    coalesce(imports.name, '') AS file_name,
    hostile.stage = 'discover' AS attempts,
    hostile.stage = 'discover' AND coalesce(hostile.account_exists, false) AS identified,
    hostile.stage IN ('attack', 'compromise', 'exploit') AS attacked,
    hostile.stage IN ('compromise', 'exploit') AS compromised,
    hostile.stage = 'exploit' AS exploited
FROM hostile
LEFT JOIN imports ON hostile.raw_file = imports.raw_file
WHERE hostile.campaign_id = $campaign
ORDER BY file_name, hostile.raw_file, hostile.time, hostile.event_uid
