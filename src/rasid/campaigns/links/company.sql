-- title: company
-- family: manner
-- cap_bits: 3
-- says: {value}
SELECT
    session_id,
    CASE WHEN at_home > 0 THEN 'somebody is at home in it' ELSE 'nobody is at home in it' END
        AS value
FROM suspects
