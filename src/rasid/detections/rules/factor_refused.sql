-- title: The right password from a stranger, stopped by the second factor
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 5
-- attack: T1078, T1621
-- parameter: strange number (bits) = -2; four to one that somebody else is there: being new in a
--   place or on a device is not enough
-- false positives: a person on a new device who has the phone elsewhere
-- blind spots: a provider that asks for the factor before it tells whether the password was right
-- triage: somebody else has the password: change it, and see who else was tried from there
SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    -coalesce(home_bits, 0.0) AS value,
    'the password was right and the second factor ' || CASE
        WHEN reason = 'mfa_timeout' THEN 'unanswered'
        WHEN reason = 'wrong_code' THEN 'wrong'
        ELSE 'refused'
    END AS reason
FROM events
WHERE outcome IN ('failure', 'blocked')
    AND account IS NOT NULL
    AND home_bits <= $strange
    AND NOT coalesce(at_home, false)
    AND (
        (action = 'mfa' AND coalesce(reason, 'mfa_denied') <> 'mfa_required')
        OR (action IN ('signin', 'token') AND reason IN ('mfa_denied', 'mfa_timeout', 'wrong_code'))
    )
