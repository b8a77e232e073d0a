-- Who knows a session: each party of it by the number of session and account, with how far it
-- agrees with what its account knows. Numbers are joined faster than names. Among 20 million visits
-- any two of them bear one number of 63 bits by chance in one of 46,000 analyses; an event of theirs
-- would then be told to rules twice, once with the other's home.
--
-- In an organisation of a few people behind one address, nothing is rare enough to speak for
-- anybody; there, an address or a device that the account knows is enough.
SELECT
    visit,
    home_bits,
    CAST(place_level AS ENUM ('address', 'country', 'network', 'none')) AS place_level,
    CAST(client_level AS ENUM ('client', 'device', 'none')) AS client_level,
    home_bits >= $home_bits
        OR coalesce(place_level = 'address', false)
        OR coalesce(client_level = 'device', false) AS knows
FROM home_weights
