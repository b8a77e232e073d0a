-- The visits of suspects by accounts that are not at home. `respelt` says that the address is the
-- one asked for just before in other letters. `same_person` says so of a person sought before in
-- the session, by a spelling or by another account of theirs: that is no second target.
CREATE OR REPLACE TEMP TABLE suspect_visits AS
WITH letters AS (
    SELECT
        strangers.*,
        suspects.place,
        left(
            array_to_string(
                list_sort(
                    string_split(
                        regexp_replace(split_part(strangers.account, '@', 1), '[^a-z]', '', 'g'), ''
                    )
                ),
                ''
            ),
            40
        ) AS bag
    FROM strangers
    JOIN suspects ON strangers.session_id = suspects.session_id
),

neighbours AS (
    SELECT
        letters.*,
        known_accounts.person_id IS NOT NULL AS protected,
        known_accounts.category,
        lag(bag) OVER (PARTITION BY session_id ORDER BY first_at, letters.account) AS previous,
        row_number() OVER (
            PARTITION BY session_id, coalesce(known_accounts.person_id, letters.account)
            ORDER BY first_at, letters.account
        ) AS turn
    FROM letters
    LEFT JOIN known_accounts
        ON letters.account = known_accounts.account
        AND letters.last_at >= known_accounts.listed_from
        AND letters.first_at < known_accounts.listed_until
),

compared AS (
    SELECT
        * EXCLUDE (bag, previous),
        coalesce(
            length(bag) > 4
            AND 3 * levenshtein(bag, previous) <= greatest(length(bag), length(previous)),
            false
        ) AS respelt
    FROM neighbours
)

SELECT * EXCLUDE (turn), CASE WHEN protected THEN turn > 1 ELSE respelt END AS same_person
FROM compared
