-- One account in one session: what was done to it, and whether it is at home there.
--
-- What a signed-in account did to another one is judged by whether the doer is at home: a help
-- desk that looks people up is no stranger.
SELECT
    tagged.session_id,
    tagged.account,
    min(tagged.time) AS first_at,
    max(tagged.time) AS last_at,
    count(*) AS events,
    CASE
        WHEN bool_and(tagged.actor_account <> '')
            THEN greatest(any_value(home.home_bits), min(doers.home_bits))
        ELSE any_value(home.home_bits)
    END AS home_bits,
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
JOIN home ON tagged.session_id = home.session_id AND tagged.account = home.account
LEFT JOIN home AS doers
    ON tagged.session_id = doers.session_id AND tagged.actor_account = doers.account
GROUP BY tagged.session_id, tagged.account
