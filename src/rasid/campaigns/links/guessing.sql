-- title: guessing
-- family: manner
-- cap_bits: 4
-- says: {value}
SELECT
    session_id,
    CASE
        WHEN count(*) FILTER (respelt AND NOT protected) = 0 THEN 'asked for no name in several spellings'
        WHEN count(*) FILTER (respelt AND NOT protected) = 1 THEN 'asked for one name in two spellings'
        WHEN 2 * count(*) FILTER (respelt AND NOT protected) < count(*)
            THEN 'asked for some names in several spellings'
        ELSE 'asked mostly for names in several spellings'
    END AS value
FROM suspect_visits
GROUP BY session_id
HAVING count(*) > 1
