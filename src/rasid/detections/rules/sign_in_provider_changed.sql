-- title: An identity provider, a federation or an application that signs in to others was made or
--   changed
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 5
-- attack: T1484.002, T1556.007
-- parameter: wanted text =
--   (idp\.lifecycle\.(create|update|activate)|org2org|system\.agent\.(ad|ldap)\.create|set federation
--   settings|set domain
--   authentication|domain\.federation|(new|add|set)-federateddomain|change_sso|toggle_sso|sso_profile|inbound_sso);
--   the names that Okta, Entra, Exchange and Google give it
-- false positives: administrators who set up single sign-on
-- blind spots: settings of which the log tells nothing
-- triage: who controls the provider signs in as anybody: check its certificate and its owner now
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
    'who may vouch for a sign-in was changed' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND NOT contains(lower(detail), 'evaluate_sign_on')
    AND regexp_matches(lower(coalesce(app, '') || ' ' || detail), $wanted)
