-- The visits of sessions that $refused strangers' accounts or more refused (an address that is no
-- account refuses a look-up) and next to none let in, unless they are a campaign's.
CREATE OR REPLACE TEMP TABLE crime AS
WITH rest AS (
    SELECT
        suspect_visits.*,
        suspects.network || ' · ' || suspects.fingerprint AS source,
        suspects.at_home,
        signin_successes + follow_ups + resets > 0 AS let_in,
        troubled
        AND signin_successes + follow_ups + resets = 0
        AND (tactic <> 'look-up' OR account_exists IS FALSE) AS refused
    FROM suspect_visits
    JOIN suspects ON suspect_visits.session_id = suspects.session_id
    LEFT JOIN chosen
        ON suspect_visits.session_id = chosen.session_id
        AND suspect_visits.account = chosen.account
    WHERE chosen.account IS NULL
),

refusing AS (
    SELECT session_id
    FROM rest
    GROUP BY session_id
    HAVING count(*) FILTER (refused) >= $refused
        AND 2 * count(*) FILTER (refused) >= count(*)
        AND 10 * (count(*) FILTER (let_in) + any_value(at_home)) <= count(*) FILTER (refused)
)

SELECT rest.*
FROM rest
JOIN refusing ON rest.session_id = refusing.session_id
