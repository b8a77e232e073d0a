-- Sessions that a campaign could consist of, numbered in the order of time. What is quiet in them
-- matters only where somebody protected is concerned, or an account that had trouble elsewhere. What
-- an analyst called innocent is left out.
CREATE OR REPLACE TEMP TABLE suspects AS
WITH concerned AS (
    SELECT account FROM strangers WHERE troubled
    UNION
    SELECT account FROM known_accounts
)

SELECT
    sessions.*,
    row_number() OVER (ORDER BY start_at, session_id) - 1 AS place,
    1.0::DOUBLE AS weight
FROM sessions
WHERE session_id IN (
    SELECT session_id FROM strangers WHERE account IN (SELECT account FROM concerned)
)
    AND session_id NOT IN (SELECT session_id FROM innocent_sessions)
