-- One source's events with no longer pause.
SELECT spans.*, residents.at_home
FROM spans
JOIN (
    SELECT session_id, count(*) FILTER (home_bits >= $home_bits) AS at_home
    FROM home
    GROUP BY session_id
) AS residents ON spans.session_id = residents.session_id
