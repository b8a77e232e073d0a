-- title: An application of the organisation was changed, switched off or deleted
-- reads: events
-- lookback: 1d
-- level: informational
-- bits: 1
-- attack: T1531, T1098
-- parameter: wanted text = (^application\.lifecycle\.(update|deactivate|delete)|^(hard )?delete
--   application|^restore application); the names that Okta and Entra give it
-- false positives: administrators, all day long
-- blind spots: what was changed in it
-- triage: is it an application that others sign in by?
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
    'an application was changed or taken away' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
