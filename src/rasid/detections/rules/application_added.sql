-- title: An application was added for the whole organisation
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1528, T1199
-- parameter: wanted text =
--   (admin\.add_application|admin\.authorize_api_client|install_application|^add app role assignment
--   to service principal|consent to application.*(admin|allprincipals)); the names that Google and
--   Microsoft give it
-- false positives: administrators who set up a tool
-- blind spots: applications that people consent to one by one (see consent_phishing)
-- triage: who asked for it, and what may it read?
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
    'an application was added for everybody' AS reason
FROM events
WHERE action IN ('admin', 'consent')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
