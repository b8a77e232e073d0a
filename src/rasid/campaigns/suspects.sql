-- Sessions with an account that is not at home in them: all that a campaign could consist of.
CREATE OR REPLACE TEMP TABLE suspects AS
SELECT sessions.*
FROM sessions
WHERE session_id IN (SELECT session_id FROM visits WHERE home_bits < $home_bits)
