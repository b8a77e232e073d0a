-- The suspects without those for which others stand, numbered anew.
CREATE OR REPLACE TEMP TABLE suspects AS
SELECT suspects.* REPLACE (
    row_number() OVER (ORDER BY start_at, session_id) - 1 AS place,
    CASE WHEN session_id IN (SELECT session_id FROM plain) THEN $every ELSE 1 END::DOUBLE AS weight
)
FROM suspects
WHERE session_id NOT IN (SELECT session_id FROM unsampled)
