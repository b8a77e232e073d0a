-- title: A sign-in by device code for an authentication broker: a device of the intruder's own
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 6
-- attack: T1528, T1098.005
-- false positives: devices without a keyboard that join the directory
-- blind spots: other clients that are handed on to the broker later
-- triage: look for a device registered by the account in the hour after
SELECT
    account AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'device code for ' || app || ', with which a device can be joined' AS reason
FROM events
WHERE action IN ('signin', 'token')
    AND outcome = 'success'
    AND account IS NOT NULL
    AND (lower(protocol) LIKE '%devicecode%' OR lower(protocol) LIKE '%device_code%')
    AND lower(app) LIKE '%authentication broker%'
