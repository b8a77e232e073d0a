-- Who knows a session: each party of it, with how far it agrees with what its account knows.
--
-- In an organisation of a few people behind one address, nothing is rare enough to speak for
-- anybody; there, an address or a device that the account knows is enough.
CREATE OR REPLACE TEMP TABLE rule_homes AS
SELECT
    home.session_id,
    home.account,
    coalesce(visits.home_bits, home.home_bits) AS home_bits,
    likeness.place_level,
    likeness.client_level,
    coalesce(visits.home_bits, home.home_bits) >= $home_bits
        OR coalesce(likeness.place_level = 'address', false)
        OR coalesce(likeness.client_level = 'device', false) AS knows
FROM home
JOIN likeness ON home.party = likeness.party
LEFT JOIN visits ON home.session_id = visits.session_id AND home.account = visits.account
