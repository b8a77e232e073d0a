-- title: A second-factor prompt approved after many refused: the yes that ends the noise
-- reads: events
-- lookback: 1d
-- level: critical
-- bits: 9
-- attack: T1621, T1078
-- parameter: least_refusals integer (prompts) = 4; an app that loses its connection asks twice or
--   three times
-- parameter: within duration = 1h; the yes comes while the prompts do
-- false positives: an authenticator that was broken and is well again
-- blind spots: a yes a day later, or to a caller who asks for the code
-- triage: end all sessions of the account now, then ask the person
WITH refusals AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        count(*) OVER (
            PARTITION BY account ORDER BY time
            RANGE BETWEEN $within PRECEDING AND CURRENT ROW
        ) AS so_far
    FROM events
    WHERE outcome <> 'success'
        AND account IS NOT NULL
        AND (
            (action = 'mfa' AND coalesce(reason, 'mfa_denied') <> 'mfa_required')
            OR (action IN ('signin', 'token') AND reason IN ('mfa_denied', 'mfa_timeout'))
        )
),

bursts AS (
    SELECT
        *,
        max(so_far) OVER (
            PARTITION BY account ORDER BY time
            RANGE BETWEEN CURRENT ROW AND $within FOLLOWING
        ) AS refused
    FROM refusals
),

many AS (
    SELECT * FROM bursts WHERE refused >= $least_refusals
),

approved AS (
    SELECT
        events.time, events.provider, events.tenant, events.event_uid, events.account,
        events.source_ip, events.session_id, max(many.refused) AS refused
    FROM events
    JOIN many ON events.account = many.account
    WHERE events.action IN ('mfa', 'signin')
        AND events.outcome = 'success'
        AND NOT coalesce(events.at_home, false)
        AND events.time > many.time
        AND events.time <= many.time + $within
    GROUP BY
        events.time, events.provider, events.tenant, events.event_uid, events.account,
        events.source_ip, events.session_id
)

SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    refused AS value,
    'approved after ' || CAST(refused AS VARCHAR) || ' prompts refused or unanswered' AS reason
FROM approved
