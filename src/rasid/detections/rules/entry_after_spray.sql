-- title: An account entered by a source that was refused by many others
-- reads: events
-- lookback: 7d
-- level: high
-- bits: 8
-- attack: T1110.003, T1078
-- parameter: least_accounts integer (accounts) = 10; an honest source is refused by its own
--   accounts only
-- parameter: within duration = 7d; lists are worked through within days
-- false positives: an office gateway with many strangers, such as a conference or a hotel
-- blind spots: an entry from another address than the tries
-- triage: treat the account as taken: end its sessions, reset it, see what was done in it since
WITH tries AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, client, outcome, reason,
        coalesce(at_home, false) AS at_home
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('success', 'failure', 'blocked')
        AND account IS NOT NULL
        AND source_ip IS NOT NULL
),

refused AS (
    SELECT
        source_ip,
        client,
        count(DISTINCT account) AS accounts,
        min(time) AS first_at,
        max(time) AS last_at
    FROM tries
    WHERE outcome <> 'success' AND NOT at_home AND coalesce(reason, '') NOT LIKE 'mfa%'
    GROUP BY source_ip, client
    HAVING count(DISTINCT account) >= $least_accounts
)

SELECT
    tries.account || ' ' || tries.source_ip AS subject,
    tries.time,
    tries.provider,
    tries.tenant,
    tries.event_uid,
    tries.account,
    tries.source_ip,
    tries.session_id,
    refused.accounts AS value,
    'signed in from an address that ' || CAST(refused.accounts AS VARCHAR)
        || ' other accounts refused' AS reason
FROM tries
JOIN refused ON tries.source_ip = refused.source_ip AND tries.client = refused.client
WHERE tries.outcome = 'success'
    AND NOT tries.at_home
    AND tries.time >= refused.first_at
    AND tries.time <= refused.last_at + $within
