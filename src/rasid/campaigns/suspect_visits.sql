-- The visits of suspects by accounts that are not at home. `respelt` says that the address is the
-- one asked for just before in other letters: the same person sought, so no second target.
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
        *,
        lag(bag) OVER (PARTITION BY session_id ORDER BY first_at, account) AS previous
    FROM letters
)

SELECT
    * EXCLUDE (bag, previous),
    coalesce(
        length(bag) > 4
        AND 3 * levenshtein(bag, previous) <= greatest(length(bag), length(previous)),
        false
    ) AS respelt
FROM neighbours
