-- The parties by name, each with how far it is at home.
CREATE OR REPLACE TEMP VIEW home AS
SELECT parties.party, parties.session_id, parties.account, home_weights.home_bits
FROM parties
JOIN home_weights ON parties.party = home_weights.party
