-- title: Somebody tried to get around the second factor
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 4
-- attack: T1111, T1556.006
-- parameter: wanted text = (mfa\.attempt_bypass|add bypass user|createbypasseduser); the names that
--   Okta and Entra give it
-- false positives: a help desk that lets a person in for once
-- blind spots: ways around it that the provider does not see
-- triage: did a sign-in follow?
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
    'the second factor was to be passed by' AS reason
FROM events
WHERE action IN ('mfa', 'admin', 'other')
    AND regexp_matches(lower(detail), $wanted)
