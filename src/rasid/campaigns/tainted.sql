-- What an intruder did in an account is no proof of being at home: the successes of chosen visits,
-- of whoever else came from an address that is mostly the campaign's, and of whatever later came
-- to the account with a client and network that an intruder was the first to show there. A log of
-- mail may tell no client: then the network says it, where all who told one came from it to intrude.
-- Looked at are the accounts alone in which an intruder was. What an application did that went for
-- people (`application_visits`) proves nothing either.
CREATE OR REPLACE TEMP TABLE tainted AS
WITH ours AS (
    SELECT DISTINCT session_id FROM chosen
),

theirs AS (
    SELECT DISTINCT sessions.source_ip
    FROM sessions
    JOIN ours ON sessions.session_id = ours.session_id
    WHERE sessions.source_ip <> ''
),

places AS (
    SELECT sessions.source_ip
    FROM sessions
    LEFT JOIN ours ON sessions.session_id = ours.session_id
    WHERE sessions.source_ip IN (SELECT source_ip FROM theirs)
    GROUP BY sessions.source_ip
    HAVING count(ours.session_id) > 1 AND 2 * count(ours.session_id) > count(*)
),

intruded AS (
    SELECT visits.session_id, visits.account
    FROM visits
    WHERE visits.signin_successes + visits.follow_ups > 0
        AND visits.session_id IN (
            SELECT session_id FROM sessions WHERE source_ip IN (SELECT source_ip FROM places)
        )
    UNION
    SELECT visits.session_id, visits.account
    FROM visits
    JOIN chosen ON visits.session_id = chosen.session_id AND visits.account = chosen.account
    WHERE visits.signin_successes + visits.follow_ups > 0
),

inside AS (
    SELECT
        visits.session_id,
        visits.account,
        visits.first_at,
        CASE sessions.device WHEN '' THEN sessions.fingerprint ELSE sessions.device END AS client,
        sessions.network,
        intruded.account IS NOT NULL AS intruded
    FROM visits
    JOIN sessions ON visits.session_id = sessions.session_id
    LEFT JOIN intruded
        ON visits.session_id = intruded.session_id AND visits.account = intruded.account
    WHERE visits.signin_successes + visits.follow_ups > 0
        AND visits.account IN (SELECT account FROM intruded)
),

brought AS (
    SELECT account, client, network
    FROM inside
    WHERE client <> '' AND network <> ''
    GROUP BY account, client, network
    HAVING min_by(intruded, (first_at, session_id))
),

weighed AS (
    SELECT
        inside.session_id,
        inside.account,
        inside.client,
        inside.network,
        inside.intruded OR brought.account IS NOT NULL AS tainted
    FROM inside
    LEFT JOIN brought
        ON inside.account = brought.account
        AND inside.client = brought.client
        AND inside.network = brought.network
),

strange_networks AS (
    SELECT account, network
    FROM weighed
    WHERE client <> '' AND network <> ''
    GROUP BY account, network
    HAVING bool_and(tainted)
)

SELECT weighed.session_id, weighed.account
FROM weighed
LEFT JOIN strange_networks
    ON weighed.client = ''
    AND weighed.account = strange_networks.account
    AND weighed.network = strange_networks.network
WHERE weighed.tainted OR strange_networks.account IS NOT NULL
UNION
SELECT session_id, account FROM application_visits
