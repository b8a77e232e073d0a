-- title: What a password must be was weakened
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1556
-- parameter: wanted text = (new_value=true.*enable password reuse|enable password
--   reuse.*new_value=true|new_value=(off|false).*enforce strong password|enforce strong
--   password.*new_value=(off|false)|new_value=[0-7]\b.*minimum.*password length|minimum.*password
--   length.*new_value=[0-7]\b); the names that Google gives it
-- false positives: a test of settings that is put back
-- blind spots: policies of which the log tells only the name
-- triage: put it back; see who changed it and from where
SELECT
    coalesce(account, '') || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'passwords may be weaker than before' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
