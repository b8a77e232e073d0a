-- title: An application was set to receive people's passwords in clear
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 5
-- attack: T1556, T1098
-- parameter: wanted text = (pushing user
--   passwords|password_push|push_new_users_password|app\.user_management\.update_from_master_failure.*password);
--   the names that Okta gives it
-- false positives: an old application that needs passwords of its own
-- blind spots: applications that catch passwords at a page of their own
-- triage: see who runs the application; change what it received
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
    'passwords are sent to an application' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
