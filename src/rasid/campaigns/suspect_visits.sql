-- The visits of suspects by accounts that are not at home. `respelt` says that the address is the
-- one asked for just before in other letters. `same_person` says so of a person sought before in
-- the session, by a spelling or by another account of theirs: that is no second target. Both are
-- only asked where a session has several visits.
--
-- `follow_up_kinds` are those of all that was done in the account from that address within a day:
-- one log tells of sign-ins and another of mail, each with programs of its own, so that what one
-- hand did stands in several sessions. What an application did that went for people came in by their
-- consent, which they gave elsewhere: a way in.
CREATE OR REPLACE TEMP TABLE suspect_visits AS
WITH ours AS (
    SELECT
        strangers.*,
        suspects.place,
        suspects.source_ip,
        known_accounts.person_id IS NOT NULL AS protected,
        known_accounts.category,
        known_accounts.person_id,
        application_visits.account IS NOT NULL AS by_application
    FROM strangers
    JOIN suspects ON strangers.session_id = suspects.session_id
    LEFT JOIN known_accounts
        ON strangers.account = known_accounts.account
        AND strangers.last_at >= known_accounts.listed_from
        AND strangers.first_at < known_accounts.listed_until
    LEFT JOIN application_visits
        ON strangers.session_id = application_visits.session_id
        AND strangers.account = application_visits.account
),

crowded AS (
    SELECT place FROM ours GROUP BY place HAVING count(*) > 1
),

letters AS (
    SELECT
        ours.place,
        ours.account,
        ours.first_at,
        ours.person_id,
        left(
            array_to_string(
                list_sort(
                    string_split(
                        regexp_replace(split_part(ours.account, '@', 1), '[^a-z]', '', 'g'), ''
                    )
                ),
                ''
            ),
            40
        ) AS bag
    FROM ours
    JOIN crowded ON ours.place = crowded.place
),

settled AS (
    SELECT
        ours.place,
        ours.account,
        bit_count(bit_or(acts.inside | CASE WHEN ours.by_application THEN 4 ELSE 0 END)) AS kinds
    FROM ours
    JOIN tagged AS acts
        ON acts.inside > 0 AND acts.actor_account = '' AND acts.source_ip <> ''
        AND ours.account = acts.account AND ours.source_ip = acts.source_ip
        AND acts.time BETWEEN ours.first_at - INTERVAL 1 DAY AND ours.last_at + INTERVAL 1 DAY
    GROUP BY ours.place, ours.account
),

neighbours AS (
    SELECT
        place,
        account,
        bag,
        lag(bag) OVER (PARTITION BY place ORDER BY first_at, account) AS previous,
        row_number() OVER (
            PARTITION BY place, coalesce(person_id, account) ORDER BY first_at, account
        ) AS turn
    FROM letters
),

compared AS (
    SELECT
        place,
        account,
        turn > 1 AS sought_before,
        coalesce(
            length(bag) > 4
            AND 3 * levenshtein(bag, previous) <= greatest(length(bag), length(previous)),
            false
        ) AS respelt
    FROM neighbours
)

SELECT
    ours.* EXCLUDE (follow_up_kinds, source_ip),
    greatest(ours.follow_up_kinds, coalesce(settled.kinds, 0)) AS follow_up_kinds,
    coalesce(compared.respelt, false) AS respelt,
    coalesce(CASE WHEN ours.protected THEN compared.sought_before ELSE compared.respelt END, false)
        AS same_person
FROM ours
LEFT JOIN compared ON ours.place = compared.place AND ours.account = compared.account
LEFT JOIN settled ON ours.place = settled.place AND ours.account = settled.account
