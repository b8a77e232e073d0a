-- title: Brute force: one address is refused again and again within the hour
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1110
-- parameter: least_failures integer (failures an hour) = 20; a person does not type that many
-- false positives: a mail client or a sync job with an expired password
-- blind spots: a source that changes its address
-- triage: see whether it stopped at a success
WITH failures AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        date_trunc('hour', time) AS hour
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND source_ip IS NOT NULL
        AND NOT coalesce(at_home, false)
),

sources AS (
    SELECT source_ip, hour, count(*) AS failures, count(DISTINCT account) AS accounts
    FROM failures
    GROUP BY source_ip, hour
),

found AS (
    SELECT
        source_ip,
        hour,
        failures AS value,
        source_ip || ' ' || CAST(CAST(hour AS DATE) AS VARCHAR) AS subject,
        CAST(failures AS VARCHAR) || ' refusals within one hour, of '
            || CAST(accounts AS VARCHAR) || ' accounts' AS reason
    FROM sources
    WHERE failures >= $least_failures
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
