-- Untargeted crime, by network and client: sessions that $refused strangers' accounts or more
-- refused (an address that is no account refuses a look-up) and next to none let in, together
-- $accounts or more.
CREATE OR REPLACE TEMP TABLE background AS
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

crime AS (
    SELECT session_id
    FROM rest
    GROUP BY session_id
    HAVING count(*) FILTER (refused) >= $refused
        AND 2 * count(*) FILTER (refused) >= count(*)
        AND 10 * (count(*) FILTER (let_in) + any_value(at_home)) <= count(*) FILTER (refused)
),

known AS (
    SELECT DISTINCT account FROM visits WHERE account_exists OR signin_successes > 0
),

share AS (
    SELECT
        (SELECT count(*) FROM listed) / greatest(1, (SELECT count(*) FROM known)) AS protected
),

told AS (
    SELECT
        source,
        mode(tactic ORDER BY tactic) FILTER (troubled) AS tactic,
        min(first_at) AS first_seen,
        max(last_at) AS last_seen,
        count(DISTINCT rest.session_id) AS sessions,
        sum(events)::BIGINT AS events,
        count(DISTINCT rest.account) AS accounts,
        count(DISTINCT rest.account) FILTER (known.account IS NOT NULL) AS existing,
        count(DISTINCT known_accounts.roster_account) FILTER (protected) AS protected,
        count(DISTINCT rest.account) FILTER (let_in) AS entered
    FROM rest
    JOIN crime ON rest.session_id = crime.session_id
    LEFT JOIN known_accounts ON rest.account = known_accounts.account
    LEFT JOIN known ON rest.account = known.account
    GROUP BY source
)

SELECT
    told.source,
    CASE
        WHEN tactic = 'look-up' THEN 'harvesting'
        WHEN tactic LIKE 'recovery%' THEN 'recovery abuse'
        WHEN tactic = 'second factor refused' THEN 'factor prompting'
        WHEN told.events > $guesses * told.accounts THEN 'guessing'
        ELSE 'stuffing'
    END AS kind,
    told.first_seen,
    told.last_seen,
    told.sessions,
    told.events,
    told.accounts,
    told.protected,
    told.existing * share.protected AS expected_protected,
    told.entered
FROM told
CROSS JOIN share
WHERE told.accounts >= $accounts
