-- title: network
-- family: infrastructure
-- cap_bits: 6
-- says: network {value}
SELECT session_id, network AS value
FROM sessions
WHERE network <> ''
