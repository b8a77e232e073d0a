-- title: weekday
-- family: rhythm
-- cap_bits: 3
-- says: started on ISO weekday {value}
SELECT session_id, extract('isodow' FROM start_at)::VARCHAR AS value
FROM suspects
