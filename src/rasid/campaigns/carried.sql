-- Which suspect visits are of one signed-in session that was carried from address to address, by the
-- id that its provider gives it (`carried` numbers account and id): who steals a session goes on
-- with it elsewhere than where it was begun, by a page of their own. One in which the account's own
-- people are at home anywhere may have been begun by them, and is left out.
WITH told AS (
    SELECT DISTINCT suspect_visits.place, suspect_visits.account, tagged.session
    FROM suspect_visits
    JOIN tagged
        ON suspect_visits.session_id = tagged.session_id
        AND suspect_visits.account = tagged.account
    WHERE tagged.session <> ''
),

gone AS (
    SELECT told.account, told.session
    FROM told
    JOIN suspects ON told.place = suspects.place
    WHERE suspects.source_ip <> ''
    GROUP BY told.account, told.session
    HAVING count(DISTINCT suspects.source_ip) > 1
),

begun_at_home AS (
    SELECT DISTINCT gone.account, gone.session
    FROM gone
    JOIN tagged ON gone.account = tagged.account AND gone.session = tagged.session
    JOIN visits ON tagged.session_id = visits.session_id AND tagged.account = visits.account
    WHERE visits.home_bits >= $home_bits
)

SELECT
    told.place,
    told.account,
    dense_rank() OVER (ORDER BY told.account, told.session) - 1 AS carried
FROM told
JOIN gone ON told.account = gone.account AND told.session = gone.session
LEFT JOIN begun_at_home
    ON told.account = begun_at_home.account AND told.session = begun_at_home.session
WHERE begun_at_home.account IS NULL
ORDER BY told.place, told.account, carried
