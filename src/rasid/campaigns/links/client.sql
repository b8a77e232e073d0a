-- title: client
-- family: client
-- cap_bits: 7
-- says: client {value}
SELECT session_id, fingerprint AS value
FROM sessions
WHERE fingerprint <> ''
