-- title: breadth
-- family: manner
-- cap_bits: 3
-- says: went for {value} accounts that are not at home in it
SELECT
    session_id,
    CASE
        WHEN count(*) = 1 THEN '1'
        WHEN count(*) <= 3 THEN '2 to 3'
        WHEN count(*) <= 7 THEN '4 to 7'
        WHEN count(*) <= 15 THEN '8 to 15'
        WHEN count(*) <= 31 THEN '16 to 31'
        ELSE 'more than 31'
    END AS value
FROM suspect_visits
GROUP BY session_id
