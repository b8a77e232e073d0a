-- title: A mail rule or forwarding made by somebody who is not at home in the account
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 6
-- speaks: visit
-- attack: T1114.003, T1564.008
-- parameter: strange number (bits) = -3; eight to one that somebody else is there: being new in a
--   place or on a device is not enough
-- false positives: a person who sets up a mail client on a new device in a new place
-- blind spots: a rule made from the person's own network, or by a program with consent
-- triage: read the rule; look for what it hid or sent on
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
    'a mail rule made from a place or client that the account does not know' AS reason
FROM events
WHERE action = 'forwarding_rule'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND home_bits <= $strange
    AND NOT coalesce(at_home, false)
