-- title: One account resets or unlocks many others within the hour
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1098, T1531
-- parameter: least_accounts integer (accounts an hour) = 10; a help desk takes minutes for each
-- false positives: a move to another system, after which everybody gets a new password
-- blind spots: a few resets each day; a doer that the provider does not name
-- triage: stop the doer's sessions; see which of the accounts were entered since
WITH resets AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, actor_account,
        date_trunc('hour', time) AS hour
    FROM events
    WHERE outcome = 'success'
        AND account IS NOT NULL
        AND actor_account IS NOT NULL
        AND (
            action IN ('password_reset', 'recovery_send')
            OR (action = 'admin' AND contains(lower(detail), 'unlock'))
        )
),

found AS (
    SELECT provider, actor_account, hour, count(DISTINCT account) AS accounts
    FROM resets
    GROUP BY provider, actor_account, hour
    HAVING count(DISTINCT account) >= $least_accounts
)

SELECT
    found.actor_account || ' ' || CAST(CAST(found.hour AS DATE) AS VARCHAR) AS subject,
    resets.time,
    resets.provider,
    resets.tenant,
    resets.event_uid,
    resets.account,
    resets.source_ip,
    resets.session_id,
    found.accounts AS value,
    found.actor_account || ' reset or unlocked ' || CAST(found.accounts AS VARCHAR)
        || ' accounts within an hour' AS reason
FROM resets
JOIN found
    ON resets.provider = found.provider AND resets.actor_account = found.actor_account
    AND resets.hour = found.hour
