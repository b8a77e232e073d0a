-- Which logged accounts are whose: one row for each that is listed, as it is spelt there or by the
-- rule of spelling.sql. A form that two persons share is neither's. Only events from `listed_from`
-- on and before `listed_until` are the person's.
CREATE OR REPLACE TEMP TABLE known_accounts AS
WITH owners AS (
    SELECT
        roster_spellings.form,
        CASE WHEN count(DISTINCT listed.person_id) = 1 THEN min(listed.account) END AS account
    FROM roster_spellings
    JOIN listed ON roster_spellings.account = listed.account
    GROUP BY roster_spellings.form
),

spelt AS (
    SELECT account, spelling(account) AS form
    FROM met_accounts
),

found AS (
    SELECT
        spelt.account,
        CASE
            WHEN exact.account IS NOT NULL THEN exact.account
            WHEN full_form.form IS NOT NULL THEN full_form.account
            ELSE without_tag.account
        END AS roster_account
    FROM spelt
    LEFT JOIN listed AS exact ON spelt.account = exact.account
    LEFT JOIN owners AS full_form ON spelt.form = full_form.form
    LEFT JOIN owners AS without_tag
        ON contains(spelt.form, '+') AND untagged(spelt.form) = without_tag.form
)

SELECT
    found.account,
    found.roster_account,
    listed.person_id,
    listed.category,
    listed.since AS listed_from,
    listed.until AS listed_until
FROM found
JOIN listed ON found.roster_account = listed.account
