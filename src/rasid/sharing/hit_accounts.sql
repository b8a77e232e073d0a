-- The accounts that each indicator touched, the protected and the most touched first, up to $most.
WITH protected AS (
    SELECT account, any_value(person_id) AS person_id, any_value(category) AS category
    FROM roster
    GROUP BY account
),

counted AS (
    SELECT
        hits.number,
        hits.account,
        any_value(protected.person_id) AS person_id,
        any_value(protected.category) AS category,
        count(*) AS events,
        bool_or(hits.entry) AS entered
    FROM hits
    LEFT JOIN protected ON hits.account = protected.account
    WHERE hits.account <> ''
    GROUP BY hits.number, hits.account
),

ordered AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY number
            ORDER BY (person_id IS NULL), events DESC, account
        ) AS place
    FROM counted
)

SELECT number, account, person_id, category, events, entered
FROM ordered
WHERE place <= $most
ORDER BY number, place
