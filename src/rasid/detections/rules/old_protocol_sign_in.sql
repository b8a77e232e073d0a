-- title: A first sign-in by a protocol that knows no second factor, by somebody the account does
--   not know
-- reads: events, profiles
-- lookback: 30d
-- level: low
-- bits: 3
-- attack: T1078, T1556.006
-- parameter: strange number (bits) = -2; four to one that somebody else is there; an account
--   without a history has nothing to say
-- parameter: protocols text = (imap|pop|smtp|mapi|ews|activesync|exchange|other clients|ropc);
--   protocols that send the password itself
-- false positives: printers, scanners and old mail programs that are set up anew
-- blind spots: application passwords, which the log may not tell from others; accounts that use
--   such a protocol anyway
-- triage: switch the protocol off for all who do not use it
WITH entries AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, network, protocol,
        home_bits, place_level
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome = 'success'
        AND account IS NOT NULL
        AND regexp_matches(lower(protocol), $protocols)
),

first_uses AS (
    SELECT account, min(CAST(time AS DATE)) AS day FROM entries GROUP BY account
)

SELECT
    entries.account AS subject,
    entries.time,
    entries.provider,
    entries.tenant,
    entries.event_uid,
    entries.account,
    entries.source_ip,
    entries.session_id,
    -coalesce(entries.home_bits, 0.0) AS value,
    'entered by ' || entries.protocol || ' for the first time, from a network new to the account'
        AS reason
FROM entries
JOIN first_uses
    ON entries.account = first_uses.account AND CAST(entries.time AS DATE) = first_uses.day
LEFT JOIN profiles AS known
    ON known.kind = 'network' AND known.account = entries.account
    AND known.value = entries.network AND known.first_day < CAST(entries.time AS DATE)
WHERE known.account IS NULL AND (entries.place_level IS NULL OR entries.home_bits <= $strange)
