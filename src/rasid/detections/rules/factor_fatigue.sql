-- title: Second-factor fatigue: prompts that nobody approves, again and again
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 6
-- attack: T1621
-- parameter: least_refusals integer (prompts) = 5; an app that loses its connection asks twice or
--   three times
-- parameter: within duration = 1h; the person is to be worn down, so the prompts come close
--   together
-- false positives: a device with a broken authenticator; a job that asks for a factor and has
--   none
-- blind spots: one or two prompts a day at odd hours
-- triage: the password is known to somebody else: change it even if no prompt was approved
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
    CAST(refused AS VARCHAR) || ' prompts refused or unanswered within the time' AS reason
FROM many
