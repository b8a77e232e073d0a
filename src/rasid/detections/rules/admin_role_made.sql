-- title: A new administrator's role was made, or what one may do was changed
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1098.003
-- parameter: wanted text =
--   (admin\.(create|update)_role|admin\.add_privilege|iam\.role\.(create|permissions\.add)|add role
--   definition|update role setting|iam\.resourceset\.create|new-rolegroup|new-managementrole( |$));
--   the names that Google, Okta, Entra and Exchange give it
-- false positives: administrators who tidy up rights
-- blind spots: changes of roles that exist
-- triage: see what the role may do and who has it
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
    'a role of its own was made for administrators' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
