-- title: An account was made owner of an application or program, and can act as it
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1098.001, T1098.003
-- parameter: wanted text = ^add owner to (application|service principal); the names that Entra
--   gives it
-- false positives: developers who hand an application on
-- blind spots: rights given by roles
-- triage: what may the program do that the owner may not?
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
    'an owner of a program was added' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
