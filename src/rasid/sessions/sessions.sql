-- One source's events with no longer pause.
SELECT spans.*, residents.at_home
FROM spans
JOIN (
    SELECT parties.session_id, count(*) FILTER (home_weights.home_bits >= $home_bits) AS at_home
    FROM parties
    JOIN home_weights ON parties.party = home_weights.party
    GROUP BY parties.session_id
) AS residents ON spans.session_id = residents.session_id
