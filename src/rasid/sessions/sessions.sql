-- How many accounts are at home in each session.
CREATE OR REPLACE TEMP TABLE sessions AS
SELECT sessions.* REPLACE (residents.at_home AS at_home)
FROM sessions
JOIN (
    SELECT parties.session_id, count(*) FILTER (home_weights.home_bits >= $home_bits) AS at_home
    FROM parties
    JOIN home_weights ON parties.party = home_weights.party
    GROUP BY parties.session_id
) AS residents ON sessions.session_id = residents.session_id
