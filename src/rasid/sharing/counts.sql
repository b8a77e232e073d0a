-- How many accounts, of how many people, a campaign identified, attacked and compromised, by
-- category; an account that is on no roster counts as a person of its own.
WITH accounts AS (
    SELECT
        account,
        coalesce(min(category) FILTER (person_id <> ''), 'unlisted') AS category,
        coalesce(max(nullif(person_id, '')), account) AS person,
        bool_or(stage = 'discover' AND account_exists) AS identified,
        bool_or(stage IN ('attack', 'compromise', 'exploit')) AS attacked,
        bool_or(stage IN ('compromise', 'exploit')) AS compromised
    FROM hostile
    WHERE campaign_id = $campaign
    GROUP BY account
),

listed AS (
    SELECT category, count(DISTINCT person_id) AS people
    FROM roster
    GROUP BY category
)

SELECT
    accounts.category,
    coalesce(any_value(listed.people), 0) AS listed,
    count(*) FILTER (identified) AS identified,
    count(DISTINCT person) FILTER (identified) AS identified_people,
    count(*) FILTER (attacked) AS attacked,
    count(DISTINCT person) FILTER (attacked) AS attacked_people,
    count(*) FILTER (compromised) AS compromised,
    count(DISTINCT person) FILTER (compromised) AS compromised_people
FROM accounts
LEFT JOIN listed ON accounts.category = listed.category
GROUP BY accounts.category
ORDER BY accounts.category
