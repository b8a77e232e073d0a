-- What was done to one account in one session, whoever is at home there, with the things that a
-- visit is recognised by. A record may lack network number or country: the session has what any of
-- its records has (`AS…` sorts last). `by_others` says that other signed-in accounts did all of it.
-- `party` numbers them, since numbers are joined faster than names: by one of its records, which
-- also says what is the same of all of a session.
CREATE OR REPLACE TEMP TABLE visited AS
WITH told AS (
    SELECT
        session_id,
        account,
        min(rowid) AS record,
        max(network) AS network,
        max(country) AS country,
        bool_or(outcome = 'success' AND action IN ('signin', 'token', 'mail_access')) AS entered,
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
        ) AS follow_ups,
        bit_count(bit_or(inside)) AS follow_up_kinds
    FROM tagged
    GROUP BY session_id, account
)

SELECT
    told.record + 1 AS party,
    told.* EXCLUDE (record, entered, network, country),
    record.provider,
    record.source_ip,
    record.fingerprint AS client,
    record.device,
    greatest(told.network, acting.network) AS network,
    greatest(told.country, acting.country) AS country,
    least(told.first_at, acting.first_at)::DATE AS day,
    told.entered OR acting.account IS NOT NULL AS entered
FROM told
JOIN tagged AS record ON told.record = record.rowid
LEFT JOIN acting ON told.session_id = acting.session_id AND told.account = acting.account
