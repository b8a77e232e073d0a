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

kinds AS (
    SELECT unnest(['any', 'address', 'network', 'country', 'client', 'device']) AS kind
),

things AS (
    SELECT
        successes.account,
        successes.day,
        kinds.kind,
        CASE kinds.kind
            WHEN 'address' THEN successes.address
            WHEN 'network' THEN successes.network
            WHEN 'country' THEN successes.country
            WHEN 'client' THEN successes.client
            WHEN 'device' THEN successes.device
            ELSE ''
        END AS value
    FROM successes
    CROSS JOIN kinds
)

SELECT account, kind, value, min(day) AS first_day, max(day) AS last_day
FROM things
WHERE kind = 'any' OR value <> ''
GROUP BY account, kind, value
UNION ALL
SELECT account, kind, value, first_day, last_day
FROM profiles
WHERE NOT $everybody AND account NOT IN (SELECT account FROM renewed)
