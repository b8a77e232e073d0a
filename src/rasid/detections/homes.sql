-- Who knows a session: each party of it by the hash of session and account, with how far it agrees
-- with what its account knows. Numbers are joined faster than names.
--
-- In an organisation of a few people behind one address, nothing is rare enough to speak for
-- anybody; there, an address or a device that the account knows is enough.
CREATE OR REPLACE TEMP TABLE rule_homes AS
SELECT
    hash(home.session_id, home.account) AS visit,
    home.home_bits,
    CAST(likeness.place_level AS ENUM ('address', 'country', 'network', 'none')) AS place_level,
    CAST(likeness.client_level AS ENUM ('client', 'device', 'none')) AS client_level,
    home.home_bits >= $home_bits
        OR coalesce(likeness.place_level = 'address', false)
        OR coalesce(likeness.client_level = 'device', false) AS knows
FROM home
JOIN likeness ON home.party = likeness.party
