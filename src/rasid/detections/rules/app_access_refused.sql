-- title: An account is refused by policy again and again: applications that it may not use
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1078.004
-- parameter: least_refusals integer (refusals an hour) = 5; a person tries one application again,
--   not many
-- false positives: a person with a new role, before the rights follow
-- blind spots: an intruder who only uses what the person may
-- triage: see whether the applications have something in common
WITH refused AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, app,
        date_trunc('hour', time) AS hour
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome = 'blocked'
        AND account IS NOT NULL
        AND (reason = 'policy' OR contains(detail, 'unauth_app_access') OR contains(detail, '50105'))
),

found AS (
    SELECT account, hour, count(*) AS refusals, count(DISTINCT app) AS apps
    FROM refused
    GROUP BY account, hour
    HAVING count(*) >= $least_refusals
)

SELECT
    found.account || ' ' || CAST(CAST(found.hour AS DATE) AS VARCHAR) AS subject,
    refused.time,
    refused.provider,
    refused.tenant,
    refused.event_uid,
    refused.account,
    refused.source_ip,
    refused.session_id,
    found.refusals AS value,
    CAST(found.refusals AS VARCHAR) || ' refusals within an hour, by '
        || CAST(found.apps AS VARCHAR) || ' applications' AS reason
FROM refused
JOIN found ON refused.account = found.account AND refused.hour = found.hour
