-- What each account's own successes were seen with.
--
-- One row per (account, kind, value), with the first and last UTC day of success, so that a visit
-- can ask for a success before its own day. Successes of tainted visits (table `tainted`) do not
-- count: what an intruder did in an account is no proof of being at home. Learnt of `renewed`
-- accounts, or of $everybody; what is known of others stays.
CREATE OR REPLACE TEMP TABLE profiles AS
WITH successes AS (
    SELECT account, day, address, network, country, client, device
    FROM parties
    WHERE entered
        AND ($everybody OR account IN (SELECT account FROM renewed))
        AND NOT EXISTS (
            SELECT 1 FROM tainted
            WHERE tainted.session_id = parties.session_id AND tainted.account = parties.account
        )
),

things AS (
    SELECT account, day, 'any' AS kind, '' AS value FROM successes
    UNION ALL
    SELECT account, day, 'address', address FROM successes WHERE address <> ''
    UNION ALL
    SELECT account, day, 'network', network FROM successes WHERE network <> ''
    UNION ALL
    SELECT account, day, 'country', country FROM successes WHERE country <> ''
    UNION ALL
    SELECT account, day, 'client', client FROM successes WHERE client <> ''
    UNION ALL
    SELECT account, day, 'device', device FROM successes WHERE device <> ''
)

SELECT account, kind, value, min(day) AS first_day, max(day) AS last_day
FROM things
GROUP BY account, kind, value
UNION ALL
SELECT account, kind, value, first_day, last_day
FROM profiles
WHERE NOT $everybody AND account NOT IN (SELECT account FROM renewed)
