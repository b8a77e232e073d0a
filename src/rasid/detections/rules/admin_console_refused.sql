-- title: The administrators' console was asked for and refused by a policy
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1078.004
-- parameter: consoles text = (admin console|azure portal|active directory powershell|graph
--   powershell|admin center|admin portal); where administrators work, as Okta and Microsoft name it
-- false positives: a person who follows a link to the wrong place; an administrator in a café
-- blind spots: consoles that ask only for a password
-- triage: is the account an administrator's, and was it its owner?
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
    app || ' was refused' AS reason
FROM events
WHERE action IN ('signin', 'token')
    AND outcome = 'blocked'
    AND account IS NOT NULL
    AND regexp_matches(lower(app), $consoles)
