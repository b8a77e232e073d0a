-- title: Credential stuffing: one network tries a list of accounts, many of which do not exist
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1110.004
-- parameter: least_accounts integer (accounts a day) = 30; a mail client of an office has fewer
--   names to get wrong
-- parameter: least_unknown number (share) = 0.2; lists from elsewhere name many who have no
--   account here
-- false positives: a directory sync or a mail gateway with an old list of users
-- blind spots: lists cleaned by look-ups before; networks of thousands of addresses with a few
--   tries each
-- triage: untargeted as a rule: block the network, reset the passwords of accounts that were
--   entered
WITH tries AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, network,
        CAST(time AS DATE) AS day,
        (account_exists IS FALSE OR reason = 'no_such_account') AS is_unknown
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND account IS NOT NULL
        AND network <> ''
        AND NOT coalesce(at_home, false)
),

refused AS (
    SELECT
        network,
        day,
        count(DISTINCT account) AS accounts,
        count(DISTINCT CASE WHEN is_unknown THEN account END) AS unknown
    FROM tries
    GROUP BY network, day
),

found AS (
    SELECT
        network,
        day,
        accounts AS value,
        network || ' ' || CAST(day AS VARCHAR) AS subject,
        CAST(accounts AS VARCHAR) || ' accounts refused to ' || network || ' within a day, '
            || CAST(unknown AS VARCHAR) || ' of them unknown here' AS reason
    FROM refused
    WHERE accounts >= $least_accounts AND unknown >= $least_unknown * accounts
)

SELECT
    found.subject,
    tries.time,
    tries.provider,
    tries.tenant,
    tries.event_uid,
    tries.account,
    tries.source_ip,
    tries.session_id,
    found.value,
    found.reason
FROM tries
JOIN found ON tries.network = found.network AND tries.day = found.day
