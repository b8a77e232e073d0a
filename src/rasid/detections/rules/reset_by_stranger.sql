-- title: A password reset by somebody who is not at home in the account
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 6
-- attack: T1098, T1531
-- parameter: strange number (bits) = -3; eight to one that somebody else is there: being new in a
--   place or on a device is not enough
-- false positives: a person who recovers the account on a new phone while travelling; an
--   administrator on a new device
-- blind spots: a reset from the owner's own network or device
-- triage: ask the person by a second channel before anything else
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
    CASE
        WHEN actor_account <> account THEN 'reset by another account, which is not at home there'
        ELSE 'reset from a place and client that the account does not know'
    END AS reason
FROM events
WHERE action IN ('password_reset', 'password_change')
    AND outcome = 'success'
    AND account IS NOT NULL
    AND home_bits <= $strange
    AND NOT coalesce(at_home, false)
