-- title: refusals
-- family: manner
-- cap_bits: 4
-- says: {value}
SELECT
    session_id,
    CASE
        WHEN max(factor_refusals) <= 2 THEN 'an account''s second factor was refused once or twice'
        WHEN max(factor_refusals) <= 5 THEN 'an account''s second factor was refused 3 to 5 times'
        ELSE 'an account''s second factor was refused more than 5 times'
    END AS value
FROM suspect_visits
WHERE factor_refusals > 0
GROUP BY session_id
