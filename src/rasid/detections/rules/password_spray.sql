-- title: Password spray: one source, a password or two on each of many accounts
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 6
-- attack: T1110.003
-- parameter: least_accounts integer (accounts) = 10; an office gateway on a Monday sees fewer
--   colleagues fail within the hour
-- parameter: most_tries number (failures an account) = 3; people retry their own password more
--   often, guessers of many rarely
-- false positives: a mail client or a sync job with an expired password on a shared host; a
--   migration
-- blind spots: a source that changes its address for each account; fewer accounts an hour (see
--   password_spray_slow)
-- triage: see which of the accounts were entered from that source, and whether they share a
--   password list
WITH failures AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        date_trunc('hour', time) AS hour
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND coalesce(reason, '') NOT LIKE 'mfa%'
        AND source_ip IS NOT NULL
        AND account IS NOT NULL
        AND NOT coalesce(at_home, false)
),

sources AS (
    SELECT source_ip, hour, count(DISTINCT account) AS accounts, count(*) AS tries
    FROM failures
    GROUP BY source_ip, hour
),

found AS (
    SELECT
        source_ip,
        hour,
        accounts AS value,
        source_ip || ' ' || CAST(CAST(hour AS DATE) AS VARCHAR) AS subject,
        CAST(accounts AS VARCHAR) || ' accounts refused within one hour, '
            || CAST(tries AS VARCHAR) || ' tries in all' AS reason
    FROM sources
    WHERE accounts >= $least_accounts AND tries <= $most_tries * accounts
)

SELECT
    found.subject,
    failures.time,
    failures.provider,
    failures.tenant,
    failures.event_uid,
    failures.account,
    failures.source_ip,
    failures.session_id,
    found.value,
    found.reason
FROM failures
JOIN found ON failures.source_ip = found.source_ip AND failures.hour = found.hour
