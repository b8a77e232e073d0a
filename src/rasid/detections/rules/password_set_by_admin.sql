-- title: Somebody else set an account's password
-- reads: events
-- lookback: 1d
-- level: informational
-- bits: 1
-- attack: T1098, T1531
-- false positives: a help desk, all day long
-- blind spots: providers that do not log who did it
-- triage: did the person ask for it, and is the one who did it a help desk?
SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'the password was set by another account' AS reason
FROM events
WHERE action = 'password_reset'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND contains(actor_account, '@')
    AND lower(actor_account) <> lower(account)
