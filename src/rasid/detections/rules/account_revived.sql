-- title: An account that was locked out or suspended was made active again
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 1
-- attack: T1098, T1078
-- parameter: wanted text = (unsuspend_user|user\.lifecycle\.(unsuspend|reactivate)|^enable
--   account|suspended user made active); the names that Google, Okta and Entra give it
-- false positives: a colleague who comes back; a suspension that was a mistake
-- blind spots: accounts that were never suspended, only forgotten
-- triage: does its owner know? See what it did since
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
    'an account was made active again' AS reason
FROM events
WHERE action = 'admin'
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
