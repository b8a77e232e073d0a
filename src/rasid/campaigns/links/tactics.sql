-- title: tactics
-- family: manner
-- cap_bits: 5
-- says: did {value}
SELECT session_id, string_agg(DISTINCT tactic, ' + ' ORDER BY tactic) AS value
FROM suspect_visits
GROUP BY session_id
