-- title: Recovery contact, second factor or app password changed after a sign-in by a stranger
-- reads: events
-- lookback: 7d
-- level: critical
-- bits: 9
-- speaks: visit
-- attack: T1098, T1556.006
-- parameter: strange number (bits) = -3; eight to one that somebody else is there: being new in a
--   place or on a device is not enough
-- parameter: within duration = 1d; who gets in makes sure to get in again before the owner wakes
--   up
-- false positives: a person who lost phone and laptop and sets up new ones in a new place
-- blind spots: an entry from the person's own network; a change made days later
-- triage: undo the change, end all sessions, then ask the person
WITH entries AS (
    SELECT account, time, source_ip
    FROM events
    WHERE action IN ('signin', 'token', 'password_reset')
        AND outcome = 'success'
        AND account IS NOT NULL
        AND home_bits <= $strange
        AND NOT coalesce(at_home, false)
),

changes AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, action
    FROM events
    WHERE action IN ('recovery_contact_change', 'mfa_change', 'app_password')
        AND outcome = 'success'
        AND account IS NOT NULL
        AND NOT coalesce(at_home, false)
)

SELECT
    changes.account || ' ' || CAST(CAST(changes.time AS DATE) AS VARCHAR) AS subject,
    changes.time,
    changes.provider,
    changes.tenant,
    changes.event_uid,
    changes.account,
    changes.source_ip,
    changes.session_id,
    CAST(-min(date_diff('minute', entries.time, changes.time)) AS DOUBLE) AS value,
    CASE changes.action
        WHEN 'mfa_change' THEN 'second factor'
        WHEN 'app_password' THEN 'app password'
        ELSE 'recovery contact'
    END || ' changed ' || CAST(min(date_diff('minute', entries.time, changes.time)) AS VARCHAR)
        || ' minutes after a stranger entered' AS reason
FROM changes
JOIN entries ON changes.account = entries.account
WHERE entries.time <= changes.time AND changes.time <= entries.time + $within
GROUP BY
    changes.account, changes.time, changes.provider, changes.tenant, changes.event_uid,
    changes.source_ip, changes.session_id, changes.action
