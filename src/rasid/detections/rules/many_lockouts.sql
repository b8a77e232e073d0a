-- title: Many accounts of one tenant locked within the hour
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1110, T1499
-- parameter: least_accounts integer (accounts an hour) = 10; people lock themselves out one by
--   one
-- false positives: a change of passwords that old clients do not know of
-- blind spots: a spray that stays below the lockout
-- triage: see whether the sources have a network in common; a lockout can be the aim
WITH locked AS (
    SELECT
        time, provider, coalesce(tenant, '') AS tenant, event_uid, account, source_ip, session_id,
        date_trunc('hour', time) AS hour
    FROM events
    WHERE action IN ('signin', 'token', 'risk', 'mfa')
        AND reason = 'locked'
        AND outcome = 'blocked'
        AND account IS NOT NULL
),

found AS (
    SELECT provider, tenant, hour, count(DISTINCT account) AS accounts
    FROM locked
    GROUP BY provider, tenant, hour
    HAVING count(DISTINCT account) >= $least_accounts
)

SELECT
    found.provider || ' ' || found.tenant || ' ' || CAST(CAST(found.hour AS DATE) AS VARCHAR)
        AS subject,
    locked.time,
    locked.provider,
    locked.tenant,
    locked.event_uid,
    locked.account,
    locked.source_ip,
    locked.session_id,
    found.accounts AS value,
    CAST(found.accounts AS VARCHAR) || ' accounts locked within one hour' AS reason
FROM locked
JOIN found
    ON locked.provider = found.provider AND locked.tenant = found.tenant
    AND locked.hour = found.hour
