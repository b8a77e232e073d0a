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
WITH refused AS (
    SELECT
        source_ip,
        client,
        count(DISTINCT account) AS accounts,
        min(time) AS first_at,
        max(time) AS last_at
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND coalesce(reason, '') NOT LIKE 'mfa%'
        AND account IS NOT NULL
        AND source_ip IS NOT NULL
        AND NOT coalesce(at_home, false)
    GROUP BY source_ip, client
    HAVING count(DISTINCT account) >= $least_accounts
)

SELECT
    events.account || ' ' || events.source_ip AS subject,
    events.time,
    events.provider,
    events.tenant,
    events.event_uid,
    events.account,
    events.source_ip,
    events.session_id,
    refused.accounts AS value,
    'signed in from an address that ' || CAST(refused.accounts AS VARCHAR)
        || ' other accounts refused' AS reason
FROM events
JOIN refused ON events.source_ip = refused.source_ip AND events.client = refused.client
WHERE events.action IN ('signin', 'token')
    AND events.outcome = 'success'
    AND events.account IS NOT NULL
    AND NOT coalesce(events.at_home, false)
    AND events.time >= refused.first_at
    AND events.time <= refused.last_at + $within
