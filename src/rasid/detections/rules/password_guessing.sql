-- title: Password guessing: many passwords tried on one account by clients that are not at home
-- reads: events
-- lookback: 14d
-- level: medium
-- bits: 4
-- attack: T1110.001
-- parameter: least_failures integer (failures a day) = 20; people give up, or recover the
--   account, before
-- parameter: times_usual number (times) = 4; as many times what the account itself fails on its
--   other days
-- false positives: a forgotten device with the old password, which asks every few minutes (see
--   the client)
-- blind spots: fewer guesses a day than the lockout allows, for weeks
-- triage: one client with one password again and again is a forgotten device; different clients
--   are not
WITH failures AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        CAST(time AS DATE) AS day
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND coalesce(reason, 'bad_password') NOT LIKE 'mfa%'
        AND coalesce(reason, 'bad_password') NOT IN ('no_such_account', 'policy', 'expired')
        AND account IS NOT NULL
        AND NOT coalesce(at_home, false)
),

days AS (
    SELECT account, day, count(*) AS failures
    FROM failures
    GROUP BY account, day
),

heavy AS (
    SELECT account, day, failures FROM days WHERE failures >= $least_failures
),

usual AS (
    SELECT account, median(failures) AS failures, count(*) AS days
    FROM days
    WHERE account IN (SELECT account FROM heavy)
    GROUP BY account
),

found AS (
    SELECT
        heavy.account, heavy.day, heavy.failures, count(DISTINCT failures.source_ip) AS addresses
    FROM heavy
    JOIN usual ON heavy.account = usual.account
    JOIN failures ON heavy.account = failures.account AND heavy.day = failures.day
    WHERE usual.days < 3 OR heavy.failures >= $times_usual * usual.failures
    GROUP BY heavy.account, heavy.day, heavy.failures
)

SELECT
    found.account || ' ' || CAST(found.day AS VARCHAR) AS subject,
    failures.time,
    failures.provider,
    failures.tenant,
    failures.event_uid,
    failures.account,
    failures.source_ip,
    failures.session_id,
    found.failures AS value,
    CAST(found.failures AS VARCHAR) || ' refused passwords within a day from '
        || CAST(found.addresses AS VARCHAR) || ' addresses' AS reason
FROM failures
JOIN found ON failures.account = found.account AND failures.day = found.day
