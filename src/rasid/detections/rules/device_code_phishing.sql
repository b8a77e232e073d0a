-- title: A sign-in by device code from a place that the account does not know
-- reads: events
-- lookback: 30d
-- level: high
-- bits: 6
-- attack: T1566.002, T1528
-- false positives: a television or a meeting room's device set up on a journey; a developer's
--   command line
-- blind spots: an intruder who polls from the person's own country and network
-- triage: revoke the account's refresh tokens; ask who asked the person to enter a code
SELECT
    account AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    -coalesce(home_bits, 0.0) AS value,
    'entered by device code' || coalesce(' for ' || app, '') || ', from a place that it does not know' AS reason
FROM events
WHERE action IN ('signin', 'token')
    AND outcome = 'success'
    AND account IS NOT NULL
    AND (lower(protocol) LIKE '%devicecode%' OR lower(protocol) LIKE '%device_code%')
    AND place_level IN ('country', 'none')
    AND NOT coalesce(at_home, false)
