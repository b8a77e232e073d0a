-- title: hour
-- family: rhythm
-- cap_bits: 4
-- says: started in UTC hour {value}
SELECT session_id, extract('hour' FROM start_at)::VARCHAR AS value
FROM suspects
