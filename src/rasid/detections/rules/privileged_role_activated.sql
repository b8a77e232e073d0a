-- title: An administrator's role added or activated for an account by privileged identity
--   management
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1098.003
-- parameter: wanted text = member to role (in pim )?completed; the names that Entra gives it once
--   it is done, not when it is asked for
-- false positives: an administrator at work, who activates the role for some hours
-- blind spots: roles given without PIM (see admin_role_granted)
-- triage: ask the account's owner what the role was activated for
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
    'a privileged role was added or activated' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
