-- How many hostile events were whose in the last analysis and are whose now; empty is nobody's.
-- `beyond` counts those that only one of the two analyses had within its window.
CREATE OR REPLACE TEMP TABLE moved AS
SELECT
    coalesce(previous_hostile.campaign_id, '') AS was,
    coalesce(hostile.campaign_id, '') AS becomes,
    count(DISTINCT coalesce(hostile.session_id, previous_hostile.session_id)) AS sessions,
    count(*) AS events,
    count(*) FILTER (
        (hostile.event_uid IS NULL AND NOT (
            previous_hostile.time >= $start AND previous_hostile.time < $end
        ))
        OR (previous_hostile.event_uid IS NULL AND NOT (
            hostile.time >= $start_before AND hostile.time < $end_before
        ))
    ) AS beyond
FROM hostile
FULL JOIN previous_hostile ON hostile.event_uid = previous_hostile.event_uid
GROUP BY was, becomes
ORDER BY was, becomes
