-- title: A device joined to the directory by an account that a stranger entered shortly before
-- reads: events
-- lookback: 7d
-- level: high
-- bits: 6
-- speaks: visit
-- attack: T1098.005
-- parameter: strange number (bits) = -3; eight to one that somebody else is there: being new in a
--   place or on a device is not enough
-- parameter: within duration = 1d; who gets in makes sure to get in again before the owner wakes
--   up
-- parameter: wanted text = ^(register device|add device|add registered (owner|users) to device);
--   the names that Entra gives it
-- false positives: a person who sets up a new laptop on a journey
-- blind spots: a device joined days later, or by another account
-- triage: remove the device, end all sessions, then ask the person
WITH entries AS (
    SELECT account, time
    FROM events
    WHERE action IN ('signin', 'token', 'password_reset')
        AND outcome = 'success'
        AND account IS NOT NULL
        AND home_bits <= $strange
        AND NOT coalesce(at_home, false)
),

joined AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        coalesce(actor_account, account) AS doer
    FROM events
    WHERE action = 'admin'
        AND outcome = 'success'
        AND regexp_matches(lower(detail), $wanted)
)

SELECT
    joined.doer || ' ' || CAST(CAST(joined.time AS DATE) AS VARCHAR) AS subject,
    joined.time,
    joined.provider,
    joined.tenant,
    joined.event_uid,
    joined.account,
    joined.source_ip,
    joined.session_id,
    CAST(-min(date_diff('minute', entries.time, joined.time)) AS DOUBLE) AS value,
    'a device joined ' || CAST(min(date_diff('minute', entries.time, joined.time)) AS VARCHAR)
        || ' minutes after a stranger entered' AS reason
FROM joined
JOIN entries ON joined.doer = entries.account
WHERE entries.time <= joined.time AND joined.time <= entries.time + $within
GROUP BY
    joined.doer, joined.time, joined.provider, joined.tenant, joined.event_uid, joined.account,
    joined.source_ip, joined.session_id
