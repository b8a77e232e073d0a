-- title: What a sign-in must satisfy was changed: a policy of conditional access, of factors or
--   of networks
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1556.009, T1562
-- parameter: wanted text = (conditional access policy|authentication methods policy|authentication
--   strength|named location|^(update|delete)
--   policy|policy\.lifecycle\.(update|delete|deactivate)|policy\.rule\.(update|delete|deactivate)|application\.policy\.sign_on\.(update|rule\.)|zone\.(update|delete|deactivate)|network_zone|system\.mfa\.factor\.deactivate|protected_action|enforce_strong_authentication|allow_strong_authentication|change_two_step_verification|security
--   defaults); the names that Entra, Okta and Google give it
-- false positives: administrators at work; policies that are made stricter
-- blind spots: what a policy says: the log often tells only its name
-- triage: compare the policy with the one before; who is exempt now?
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
    'a policy of signing in was changed' AS reason
FROM events
WHERE action IN ('admin', 'mfa_change', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
