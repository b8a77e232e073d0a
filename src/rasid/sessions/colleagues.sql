-- How much more an address is an organisation's than everybody's, in bits: log2 of the share of
-- the other accounts of a mail domain that succeeded there over the share of all accounts that
-- did. An office is home to a colleague who never signed in before; a public provider's own
-- domain is so large that the two shares agree and nothing is said. Only accounts that were there
-- from their first day on vouch, since those seen elsewhere before may be an intruder's victims;
-- but where most of an organisation goes, $most accounts or more (a new office, a mail migration),
-- all of them do.
CREATE OR REPLACE TEMP TABLE colleagues AS
WITH members AS (
    SELECT account, split_part(account, '@', 2) AS domain, kind, value, first_day
    FROM profiles
    WHERE kind IN ('any', 'address') AND contains(account, '@')
),

sizes AS (
    SELECT domain, count(*) AS accounts FROM members WHERE kind = 'any' GROUP BY domain
),

known_since AS (
    SELECT account, first_day FROM members WHERE kind = 'any'
),

seen AS (
    SELECT
        members.domain,
        members.value AS address,
        CASE
            WHEN count(*) >= $most AND 2 * count(*) > any_value(sizes.accounts) THEN count(*)
            ELSE count(*) FILTER (members.first_day = known_since.first_day)
        END AS accounts
    FROM members
    JOIN known_since ON members.account = known_since.account
    JOIN sizes ON members.domain = sizes.domain
    WHERE members.kind = 'address'
    GROUP BY members.domain, members.value
)

SELECT
    seen.domain,
    seen.address,
    seen.accounts,
    log2((seen.accounts::DOUBLE / sizes.accounts) / commonness.share) AS bits
FROM seen
JOIN sizes ON seen.domain = sizes.domain
JOIN commonness ON commonness.kind = 'address' AND commonness.value = seen.address
WHERE seen.accounts >= $colleagues
