-- What each account's own successes were seen with.
--
-- One row per (account, kind, value), with the first and last UTC day of success, so that a visit
-- can ask for a success before its own day. Successes of tainted visits (table `tainted`) do not
-- count: what an intruder did in an account is no proof of being at home. Learnt of `renewed`
-- accounts, or of $everybody; what is known of others stays.
CREATE OR REPLACE TEMP TABLE profiles AS
WITH seen AS (
    SELECT look, min(day) AS first_day, max(day) AS last_day
    FROM looking
    WHERE entered
        AND (
            $everybody
            OR look IN (SELECT look FROM looks WHERE account IN (SELECT account FROM renewed))
        )
        AND party NOT IN (
            SELECT parties.party
            FROM parties
            JOIN tainted
                ON parties.session_id = tainted.session_id AND parties.account = tainted.account
        )
    GROUP BY look
),

successes AS (
    SELECT looks.*, seen.first_day, seen.last_day
    FROM seen
    JOIN looks ON seen.look = looks.look
),

things AS (
    SELECT account, first_day, last_day, 'any' AS kind, '' AS value FROM successes
    UNION ALL
    SELECT account, first_day, last_day, 'address', address FROM successes WHERE address <> ''
    UNION ALL
    SELECT account, first_day, last_day, 'network', network FROM successes WHERE network <> ''
    UNION ALL
    SELECT account, first_day, last_day, 'country', country FROM successes WHERE country <> ''
    UNION ALL
    SELECT account, first_day, last_day, 'client', client FROM successes WHERE client <> ''
    UNION ALL
    SELECT account, first_day, last_day, 'device', device FROM successes WHERE device <> ''
)

SELECT account, kind, value, min(first_day) AS first_day, max(last_day) AS last_day
FROM things
GROUP BY account, kind, value
UNION ALL
SELECT account, kind, value, first_day, last_day
FROM profiles
WHERE NOT $everybody AND account NOT IN (SELECT account FROM renewed)
