-- What was done to one account in one session, whoever is at home there. `by_others` says that
-- other signed-in accounts did all of it.
CREATE OR REPLACE TEMP TABLE acts AS
WITH visited AS (
    SELECT
        session_id,
        account,
        min(time) AS first_at,
        max(time) AS last_at,
        count(*) AS events,
        bool_and(actor_account <> '') AS by_others,
        CASE
            WHEN bool_or(account_exists) THEN true
            WHEN bool_or(NOT account_exists) THEN false
        END AS account_exists,
        count(*) FILTER (action = 'lookup') AS lookups,
        count(*) FILTER (action = 'recovery_start') AS recovery_opened,
        count(*) FILTER (action = 'recovery_send') AS recovery_codes,
        count(*) FILTER (
            action IN ('recovery_verify', 'password_reset') AND outcome IN ('failure', 'blocked')
        ) AS recovery_failures,
        count(*) FILTER (
            action IN ('password_reset', 'password_change') AND outcome = 'success'
        ) AS resets,
        count(*) FILTER (
            action IN ('signin', 'token', 'consent') AND outcome IN ('failure', 'blocked')
            AND coalesce(reason, '') NOT LIKE 'mfa%'
        ) AS signin_failures,
        count(*) FILTER (action IN ('signin', 'token') AND outcome = 'success') AS signin_successes,
        count(*) FILTER (
            (action = 'mfa' AND outcome <> 'success')
            OR (action IN ('signin', 'token') AND outcome <> 'success' AND reason LIKE 'mfa%')
        ) AS factor_refusals,
        count(*) FILTER (
            outcome = 'success' AND action IN (
                'app_password', 'recovery_contact_change', 'mfa_change', 'forwarding_rule',
                'delegate', 'mail_export', 'mail_access'
            )
        ) AS follow_ups
    FROM tagged
    GROUP BY session_id, account
)

SELECT parties.party, visited.*
FROM visited
JOIN parties ON visited.session_id = parties.session_id AND visited.account = parties.account
