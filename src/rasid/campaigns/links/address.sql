-- title: address
-- family: infrastructure
-- cap_bits: 9
-- says: address {value}
SELECT session_id, source_ip AS value
FROM sessions
WHERE source_ip <> ''
