-- title: A temporary pass was made, with which an account is entered without its password and
--   factor
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1556.006, T1098
-- parameter: wanted text = (temporary access
--   pass|generate_2sv_scratch_codes|device\.desktop_mfa\.recovery_pin); the names that Entra, Google
--   and Okta give it
-- false positives: a person who lost the phone; a new colleague's first day
-- blind spots: a pass that was read out to somebody else
-- triage: was it handed to the person, and used where the person is?
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
    'a pass was made that stands for password and factor' AS reason
FROM events
WHERE action IN ('mfa_change', 'admin')
    AND outcome NOT IN ('failure', 'blocked')
    AND NOT regexp_matches(lower(detail), '(deleted?|revoked?) ')
    AND regexp_matches(lower(detail), $wanted)
