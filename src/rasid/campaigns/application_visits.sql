-- The visits of `hunting` applications: what they did in accounts that had let them in, and all that
-- came to such an account from an address where it was never seen to get in before they did.
CREATE OR REPLACE TEMP TABLE application_visits AS
WITH given AS (
    SELECT application_users.app, application_users.account, application_users.given_at
    FROM application_users
    JOIN hunting ON application_users.app = hunting.app
    WHERE application_users.given_at IS NOT NULL
),

theirs AS (
    SELECT session_id, time, action, outcome, account, source_ip, lower(app) AS app
    FROM tagged
    WHERE account IN (SELECT account FROM given) AND outcome = 'success'
),

at_work AS (
    SELECT theirs.session_id, theirs.account, theirs.source_ip, theirs.time
    FROM theirs
    JOIN given ON theirs.account = given.account AND theirs.app = given.app
    WHERE theirs.action <> 'consent' AND theirs.time >= given.given_at
),

places AS (
    SELECT theirs.account, theirs.source_ip
    FROM theirs
    JOIN (
        SELECT account, source_ip, min(time) AS first_at
        FROM at_work
        WHERE source_ip <> ''
        GROUP BY account, source_ip
    ) AS served
        ON theirs.account = served.account AND theirs.source_ip = served.source_ip
    GROUP BY theirs.account, theirs.source_ip
    HAVING min(theirs.time) >= min(served.first_at)
)

SELECT session_id, account FROM at_work
UNION
SELECT theirs.session_id, theirs.account
FROM theirs
JOIN places ON theirs.account = places.account AND theirs.source_ip = places.source_ip
