-- title: One source tries accounts that are switched off, again and again
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1078, T1110
-- parameter: least_tries integer (tries a day) = 10; a forgotten phone of a colleague who left
--   tries now and then
-- false positives: a phone or printer that was never told
-- blind spots: providers that do not say that an account is switched off
-- triage: somebody may have a list, or the password, of people who left: see what else the source
--   tried
WITH tries AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        CAST(time AS DATE) AS day
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND reason = 'disabled'
        AND account IS NOT NULL
        AND source_ip IS NOT NULL
),

found AS (
    SELECT source_ip, day, count(*) AS tries, count(DISTINCT account) AS accounts
    FROM tries
    GROUP BY source_ip, day
    HAVING count(*) >= $least_tries
)

SELECT
    found.source_ip || ' ' || CAST(found.day AS VARCHAR) AS subject,
    tries.time,
    tries.provider,
    tries.tenant,
    tries.event_uid,
    tries.account,
    tries.source_ip,
    tries.session_id,
    found.tries AS value,
    CAST(found.tries AS VARCHAR) || ' tries within a day at ' || CAST(found.accounts AS VARCHAR)
        || ' accounts that are switched off' AS reason
FROM tries
JOIN found ON tries.source_ip = found.source_ip AND tries.day = found.day
