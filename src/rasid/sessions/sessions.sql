-- One source's events with no longer pause.
SELECT
    tagged.session_id,
    any_value(provider) AS provider,
    any_value(source_ip) AS source_ip,
    max(network) AS network,
    any_value(fingerprint) AS fingerprint,
    any_value(device) AS device,
    max(country) AS country,
    min(time) AS start_at,
    max(time) AS end_at,
    count(*) AS events,
    count(DISTINCT account) AS accounts,
    any_value(residents.at_home) AS at_home
FROM tagged
JOIN (
    SELECT session_id, count(*) FILTER (home_bits >= $home_bits) AS at_home
    FROM home
    GROUP BY session_id
) AS residents ON tagged.session_id = residents.session_id
GROUP BY tagged.session_id
