-- title: A sign-in by a protocol that knows no second factor
-- reads: events, profiles
-- lookback: 30d
-- level: low
-- bits: 3
-- attack: T1078, T1556.006
-- parameter: protocols text = (imap|pop|smtp|mapi|ews|activesync|exchange|other clients|ropc);
--   protocols that send the password itself
-- false positives: printers, scanners and old mail programs
-- blind spots: application passwords, which the log may not tell from others
-- triage: switch the protocol off for all who do not use it
SELECT
    events.account AS subject,
    events.time,
    events.provider,
    events.tenant,
    events.event_uid,
    events.account,
    events.source_ip,
    events.session_id,
    -coalesce(events.home_bits, 0.0) AS value,
    'entered by ' || events.protocol || ', from an address that the account did not use before' AS reason
FROM events
LEFT JOIN profiles AS known
    ON known.kind = 'address' AND known.account = events.account
    AND known.value = events.source_ip AND known.first_day < CAST(events.time AS DATE)
WHERE events.action IN ('signin', 'token')
    AND events.outcome = 'success'
    AND events.account IS NOT NULL
    AND regexp_matches(lower(events.protocol), $protocols)
    AND known.account IS NULL
