-- title: A secret, password or key that others rely on was shown to somebody
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 2
-- attack: T1552, T1555
-- parameter: wanted text = (read_client_secret|user_membership\.show_password|read bitlocker
--   key|(reveal|recover) (local administrator|device local administrator)
--   password|app\.user_membership\.reveal|integration_skey_view|user_revealed_password); the names
--   that Okta, Entra, Duo and OneLogin give it
-- false positives: administrators who set a program up, or help a person
-- blind spots: secrets that are kept elsewhere
-- triage: who looked, from where, and was it for work that others know of?
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
    'a secret was shown' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
