-- title: Which applications people may let in was loosened
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 2
-- attack: T1562, T1528
-- parameter: wanted text = (apps access setting.*new_value=allow_all|new_value=allow_all.*apps
--   access
--   setting|new_value=[^=]*allowed[^=]*true.*marketplace|marketplace.*new_value=[^=]*allowed[^=]*true|remove_from_blocked_oauth2_apps|unblock_all_third_party|change_third_party_.*allow|set-?adminconsentrequestpolicy);
--   the names that Google and Entra give it
-- false positives: administrators who make way for a tool
-- blind spots: which application it is for
-- triage: look for an application added soon after
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
    'more applications may be let in than before' AS reason
FROM events
WHERE action IN ('admin', 'consent')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
