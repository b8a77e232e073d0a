-- title: An administrator's role given to an account
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1098.003
-- parameter: wanted text =
--   (privilege\.grant|grant_admin_privilege|grant_delegated_admin|admin\.assign_role|add_privilege|granted
--   admin privilege|^add (eligible |scoped )?member to role|elevated their
--   access|add-rolegroupmember|(add|new)-managementroleassignment|^sitecollectionadminadded|privilege_granted_to_(user|account).super.user|^admin_create);
--   the names that Okta, Google, Entra, Exchange, SharePoint, OneLogin and Duo give it
-- false positives: administrators do this; a new colleague, a rotation
-- blind spots: roles given by groups, or in a system whose log is not here
-- triage: ask who gave it and why; see whether the giver was at home
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
    'an administrator''s role was given' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND NOT contains(lower(detail), 'requested')
    AND NOT contains(lower(detail), 'remove')
    AND NOT contains(lower(detail), 'denied')
    AND regexp_matches(lower(detail), $wanted)
