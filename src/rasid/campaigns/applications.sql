-- Who lets in or uses an application that somebody let in, each account once. `given_at` is when it
-- did so for the first time: without one, or where it used the application on an earlier day,
-- the application was there before. `mates` and `mates_listed` count the accounts of its mail domain
-- and those of them that are on the roster.
CREATE OR REPLACE TEMP TABLE application_users AS
WITH named AS NOT MATERIALIZED (
    SELECT account, lower(app) AS app, action, time
    FROM tagged
    WHERE outcome = 'success' AND app <> ''
),

consents AS (
    SELECT account, app, min(time) AS given_at
    FROM named
    WHERE action = 'consent'
    GROUP BY account, app
),

used AS (
    SELECT account, app, min(time) AS first_at
    FROM named
    WHERE app IN (SELECT app FROM consents)
    GROUP BY account, app
),

domains AS (
    SELECT
        split_part(known.account, '@', 2) AS domain,
        count(*) AS accounts,
        count(known_accounts.account) AS listed
    FROM met_accounts AS known
    LEFT JOIN (SELECT DISTINCT account FROM known_accounts) AS known_accounts
        ON known.account = known_accounts.account
    WHERE known.undenied AND EXISTS (SELECT 1 FROM consents)
    GROUP BY domain
)

SELECT
    used.app,
    used.account,
    CASE
        WHEN used.first_at::DATE >= consents.given_at::DATE THEN consents.given_at
    END AS given_at,
    known_accounts.person_id,
    split_part(used.account, '@', 2) AS domain,
    coalesce(domains.accounts, 1) AS mates,
    coalesce(domains.listed, 0) AS mates_listed
FROM used
LEFT JOIN consents ON used.account = consents.account AND used.app = consents.app
LEFT JOIN known_accounts
    ON used.account = known_accounts.account
    AND consents.given_at >= known_accounts.listed_from
    AND consents.given_at < known_accounts.listed_until
LEFT JOIN domains ON split_part(used.account, '@', 2) = domains.domain
ORDER BY used.app, used.account
