-- title: The whole mailbox or account exported by somebody who is not at home in it
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 7
-- attack: T1114.002, T1567
-- parameter: strange number (bits) = -3; eight to one that somebody else is there: being new in a
--   place or on a device is not enough
-- false positives: a person who leaves, or moves to another provider, on a new device
-- blind spots: an export begun by an administrator's stolen session; synchronising by IMAP
-- triage: cancel the export where the provider still can; end all sessions
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
    'exported from a place or client that the account does not know' AS reason
FROM events
WHERE action = 'mail_export'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND home_bits <= $strange
    AND NOT coalesce(at_home, false)
