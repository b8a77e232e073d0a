-- What an intruder did in an account is no proof of being at home: the successes of chosen visits,
-- of whoever else came from an address that is mostly the campaign's, and of whatever later came
-- to the account with a client and network that an intruder was the first to show there.
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
),

inside AS (
    SELECT
        visits.session_id,
        visits.account,
        visits.first_at,
        CASE sessions.device WHEN '' THEN sessions.fingerprint ELSE sessions.device END AS client,
        sessions.network,
        chosen.account IS NOT NULL
        OR coalesce(places.ours > 1 AND 2 * places.ours > places.sessions, false) AS intruded
    FROM visits
    JOIN sessions ON visits.session_id = sessions.session_id
    LEFT JOIN places ON sessions.source_ip = places.source_ip
    LEFT JOIN chosen
        ON visits.session_id = chosen.session_id AND visits.account = chosen.account
    WHERE visits.signin_successes + visits.follow_ups > 0
),

brought AS (
    SELECT account, client, network
    FROM inside
    WHERE client <> '' AND network <> ''
    GROUP BY account, client, network
    HAVING min_by(intruded, (first_at, session_id))
)

SELECT inside.session_id, inside.account
FROM inside
LEFT JOIN brought
    ON inside.account = brought.account
    AND inside.client = brought.client
    AND inside.network = brought.network
WHERE inside.intruded OR brought.account IS NOT NULL
