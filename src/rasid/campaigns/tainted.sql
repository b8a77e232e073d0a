-- What an intruder did in an account is no proof of being at home: the successes of chosen visits,
-- and of whoever else came from an address that is mostly the campaign's.
CREATE OR REPLACE TEMP TABLE tainted AS
WITH places AS (
    SELECT
        sessions.source_ip,
        count(DISTINCT sessions.session_id) AS sessions,
        count(DISTINCT chosen.session_id) AS ours
    FROM sessions
    LEFT JOIN chosen ON sessions.session_id = chosen.session_id
    WHERE sessions.source_ip <> ''
    GROUP BY sessions.source_ip
)

SELECT visits.session_id, visits.account
FROM visits
JOIN sessions ON visits.session_id = sessions.session_id
LEFT JOIN places ON sessions.source_ip = places.source_ip
LEFT JOIN chosen
    ON visits.session_id = chosen.session_id AND visits.account = chosen.account
WHERE visits.signin_successes + visits.follow_ups > 0
    AND (
        chosen.account IS NOT NULL
        OR coalesce(places.ours > 1 AND 2 * places.ours > places.sessions, false)
    )
