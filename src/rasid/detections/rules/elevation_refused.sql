-- title: Somebody asked for an administrator's role and was refused it
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1078.004
-- parameter: wanted text = member to role.*(request )?denied; the names that Entra gives it
-- false positives: a colleague who asked for more than the work needs
-- blind spots: requests that nobody answers
-- triage: ask the person whose account asked
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
    'an administrator''s role was asked for and refused' AS reason
FROM events
WHERE action = 'admin'
    AND regexp_matches(lower(detail), $wanted)
