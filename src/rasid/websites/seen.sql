-- Each registered domain that was seen, with what its records tell of it.
SELECT
    domain,
    min(seen_at) AS first_seen,
    max(coalesce(until_at, seen_at)) AS last_seen,
    min(registered_at) AS registered_at,
    count(*) AS sightings,
    list_distinct(flatten(list(addresses))) AS addresses,
    list_distinct(flatten(list(name_servers))) AS name_servers
FROM sightings
GROUP BY domain
ORDER BY domain
