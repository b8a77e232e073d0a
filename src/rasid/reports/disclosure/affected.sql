-- One row for each account that a number of the campaign counts, and whose it is.
-- An account that was on the roster for some of its events counts as what it was listed as.
WITH counted AS (
    SELECT account, person_id, category, unnest([
        CASE WHEN stage = 'discover' AND account_exists THEN 'identified' END,
        CASE WHEN stage IN ('attack', 'compromise', 'exploit') THEN 'attacked' END,
        CASE WHEN stage IN ('compromise', 'exploit') THEN 'compromised' END
    ]) AS number
    FROM hostile
    WHERE campaign_id = $campaign
),
accounts AS (
    SELECT
        number,
        account,
        max(person_id) AS person_id,
        coalesce(min(category) FILTER (WHERE category <> 'unlisted'), 'unlisted') AS category
    FROM counted
    WHERE number IS NOT NULL
    GROUP BY number, account
),
people AS (
    SELECT person_id, min(country) AS country FROM roster GROUP BY person_id
)
SELECT
    accounts.number,
    accounts.account,
    coalesce(nullif(accounts.person_id, ''), accounts.account) AS person,
    accounts.category,
    coalesce(people.country, '') AS country
FROM accounts
LEFT JOIN people ON accounts.person_id = people.person_id
ORDER BY ALL
