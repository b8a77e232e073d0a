-- title: A mailbox shared with somebody else by a person who is not at home in it
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 5
-- attack: T1098.002
-- parameter: strange number (bits) = -3; eight to one that somebody else is there: being new in a
--   place or on a device is not enough
-- false positives: an assistant set up while travelling; an administrator on a new device
-- blind spots: delegation by an administrator's stolen session on the usual device
-- triage: remove the delegate; see who it is and what it read
SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    -coalesce(home_bits, 0.0) AS value,
    'access to the mailbox given from a place or client that it does not know' AS reason
FROM events
WHERE action = 'delegate'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND home_bits <= $strange
    AND NOT coalesce(at_home, false)
