-- title: An administrator's role or a program's token was taken away
-- reads: events
-- lookback: 1d
-- level: informational
-- bits: 1
-- attack: T1531
-- parameter: wanted text =
--   (admin\.(delete_role|unassign_role|remove_privilege)|privilege\.revoke|api_token\.revoke|^remove
--   (eligible |scoped )?member from role|remove-(rolegroup|managementrole)); the names that Google,
--   Okta, Entra and Exchange give it
-- false positives: administrators who tidy up; a colleague who left
-- blind spots: roles that end by themselves
-- triage: did somebody lock the others out?
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
    'a role or token that administers was taken away' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
