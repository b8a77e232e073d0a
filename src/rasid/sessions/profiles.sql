-- What each account's own successes were seen with, and how common each such thing is.
--
-- One row per (account, kind, value), with the first and last UTC day of success, so that a visit
-- can ask for a success on some other day than its own. Successes of tainted visits (table
-- `tainted`) do not count: what an intruder did in an account is no proof of being at home.
CREATE OR REPLACE TEMP TABLE profiles AS
WITH successes AS (
    SELECT DISTINCT
        account, time::DATE AS day, source_ip, network, country, fingerprint, device
    FROM tagged
    WHERE outcome = 'success'
        AND action IN ('signin', 'token', 'mail_access')
        AND NOT EXISTS (
            SELECT 1 FROM tainted
            WHERE tainted.session_id = tagged.session_id AND tainted.account = tagged.account
        )
),

things AS (
    SELECT account, day, 'any' AS kind, '' AS value FROM successes
    UNION ALL
    SELECT account, day, 'address', source_ip FROM successes WHERE source_ip <> ''
    UNION ALL
    SELECT account, day, 'network', network FROM successes WHERE network <> ''
    UNION ALL
    SELECT account, day, 'country', country FROM successes WHERE country <> ''
    UNION ALL
    SELECT account, day, 'client', fingerprint FROM successes WHERE fingerprint <> ''
    UNION ALL
    SELECT account, day, 'device', device FROM successes WHERE device <> ''
)

SELECT account, kind, value, min(day) AS first_day, max(day) AS last_day
FROM things
GROUP BY account, kind, value
