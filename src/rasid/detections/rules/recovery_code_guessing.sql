-- title: Recovery codes guessed: several wrong codes for one account
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 4
-- attack: T1110, T1098
-- parameter: least_failures integer (wrong codes a day) = 4; people mistype a code once or twice
-- false positives: codes that arrive late, so that the old one is typed
-- blind spots: providers that do not log the code's verification
-- triage: see whether a code was accepted in the end, and from where
WITH wrong AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        CAST(time AS DATE) AS day
    FROM events
    WHERE action IN ('recovery_verify', 'password_reset')
        AND outcome IN ('failure', 'blocked')
        AND account IS NOT NULL
        AND NOT coalesce(at_home, false)
),

found AS (
    SELECT account, day, count(*) AS failures
    FROM wrong
    GROUP BY account, day
    HAVING count(*) >= $least_failures
)

SELECT
    found.account || ' ' || CAST(found.day AS VARCHAR) AS subject,
    wrong.time,
    wrong.provider,
    wrong.tenant,
    wrong.event_uid,
    wrong.account,
    wrong.source_ip,
    wrong.session_id,
    found.failures AS value,
    CAST(found.failures AS VARCHAR) || ' wrong recovery codes within a day' AS reason
FROM wrong
JOIN found ON wrong.account = found.account AND wrong.day = found.day
