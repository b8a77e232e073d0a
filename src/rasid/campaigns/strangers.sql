-- Every visit by an account that is not at home, each with what was tried in a word. Where there was
-- trouble it must be at home beyond doubt to be left out: an intruder behind an exit that the owner
-- uses too, with a browser that everybody has, looks half at home. A way in that was handed on
-- (`handed`) is trouble by itself.
--
-- Left out are slips: a misspelt address next to the one that was meant, in a session in which
-- that one is at home or signs in. Two slips leave a third of it as it is, which is found faster than
-- they are counted. `colleague` says that the address is in an organisation of
-- protected people: they are $listed times as common in its domain as overall.
CREATE OR REPLACE TEMP TABLE strangers AS
WITH domains AS (
    SELECT
        split_part(account, '@', 2) AS domain,
        count(*) FILTER (on_roster) AS listed,
        count(*) AS accounts
    FROM (
        SELECT DISTINCT
            coalesce(known_accounts.roster_account, met_accounts.account) AS account,
            known_accounts.account IS NOT NULL AS on_roster
        FROM met_accounts
        LEFT JOIN known_accounts ON met_accounts.account = known_accounts.account
        WHERE met_accounts.shown AND contains(met_accounts.account, '@')
    )
    GROUP BY domain
),

overall AS (
    SELECT sum(listed) / greatest(sum(accounts), 1) AS share FROM domains
),

colleagues_of_some AS MATERIALIZED (
    SELECT domains.domain
    FROM domains
    CROSS JOIN overall
    WHERE domains.listed >= $listed * domains.accounts * overall.share AND domains.listed > 1
),

asked AS MATERIALIZED (
    SELECT
        session_id,
        account,
        split_part(left(account, 80), '@', 1) AS letters,
        length(split_part(left(account, 80), '@', 1)) // 3 AS third
    FROM visits
    WHERE account_exists IS FALSE
),

meant AS MATERIALIZED (
    SELECT session_id, account
    FROM visits
    WHERE (home_bits >= $home_bits OR signin_successes > 0)
        AND session_id IN (SELECT session_id FROM asked)
),

slips AS (
    SELECT DISTINCT asked.session_id, asked.account
    FROM asked
    JOIN meant ON asked.session_id = meant.session_id AND asked.account <> meant.account
    WHERE abs(length(left(asked.account, 80)) - length(left(meant.account, 80))) <= $slip_letters
        AND (
            $slip_letters > 2
            OR contains(meant.account, left(asked.letters, asked.third))
            OR contains(meant.account, substr(asked.letters, asked.third + 1, asked.third))
            OR contains(meant.account, substr(asked.letters, 2 * asked.third + 1, asked.third))
        )
        AND levenshtein(left(asked.account, 80), left(meant.account, 80)) <= $slip_letters
),

told AS (
    SELECT
        visits.*,
        CASE
            WHEN handed.how IS NOT NULL THEN handed.how
            WHEN follow_ups > 0
                AND signin_failures + factor_refusals + recovery_codes + recovery_failures > 0
                THEN 'acts inside after trouble'
            WHEN follow_ups > 0 THEN 'acts inside'
            WHEN resets > 0 THEN 'reset'
            WHEN signin_successes > 0 AND signin_failures + factor_refusals + recovery_codes > 0
                THEN 'sign-in after trouble'
            WHEN factor_refusals >= $pressed THEN 'second factor refused again and again'
            WHEN factor_refusals > 0 THEN 'second factor refused'
            WHEN recovery_codes + recovery_failures > 0 THEN 'recovery'
            WHEN signin_failures > 0 THEN 'sign-in refused'
            WHEN recovery_opened > 0 THEN 'recovery opened'
            WHEN signin_successes > 0 AND lookups > 0 THEN 'look-up, then sign-in'
            WHEN lookups > 0 THEN 'look-up'
            WHEN signin_successes > 0 THEN 'sign-in'
            ELSE 'other'
        END AS tactic,
        split_part(coalesce(known_accounts.roster_account, visits.account), '@', 2)
            IN (SELECT domain FROM colleagues_of_some) AS colleague
    FROM visits
    LEFT JOIN known_accounts ON visits.account = known_accounts.account
    LEFT JOIN slips
        ON visits.session_id = slips.session_id AND visits.account = slips.account
    LEFT JOIN handed
        ON visits.session_id = handed.session_id AND visits.account = handed.account
    WHERE home_bits < $sure_bits AND slips.account IS NULL
),

judged AS (
    SELECT *, tactic NOT IN ('sign-in', 'look-up, then sign-in', 'other') AS troubled
    FROM told
)

SELECT *
FROM judged
WHERE home_bits < $home_bits OR troubled
