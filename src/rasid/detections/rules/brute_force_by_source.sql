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

found AS (
    SELECT source_ip, hour, count(*) AS failures, count(DISTINCT account) AS accounts
    FROM failures
    GROUP BY source_ip, hour
    HAVING count(*) >= $least_failures
)

SELECT
    found.source_ip || ' ' || CAST(CAST(found.hour AS DATE) AS VARCHAR) AS subject,
    failures.time,
    failures.provider,
    failures.tenant,
    failures.event_uid,
    failures.account,
    failures.source_ip,
    failures.session_id,
    found.failures AS value,
    CAST(found.failures AS VARCHAR) || ' refusals within one hour, of '
        || CAST(found.accounts AS VARCHAR) || ' accounts' AS reason
FROM failures
JOIN found ON failures.source_ip = found.source_ip AND failures.hour = found.hour
