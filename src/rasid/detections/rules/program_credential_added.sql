-- title: A secret, key or token was made for a program: a way in that asks nobody for a factor
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1098.001
-- parameter: wanted text = (add service principal credentials|certificates and secrets
--   management|api_token\.create|oauth2\.credentials\.lifecycle\.create|resource_server\.credentials\.lifecycle\.create|authorize_api_client_access|domain_wide_delegation|add
--   service account key); the names that Entra, Okta and Google give it
-- false positives: developers and administrators at work
-- blind spots: keys made in systems whose log is not here
-- triage: who made it, from where, and what may it read?
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
    'a credential was made with which a program signs in' AS reason
FROM events
WHERE action IN ('admin', 'consent', 'token', 'app_password', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
