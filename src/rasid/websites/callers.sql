-- Who called the websites that are in a sinkhole: one row for each domain and network.
-- Queries come from resolvers, visits from people.
WITH calls AS (
    SELECT
        hosts.domain,
        events.time,
        events.source_ip,
        events.asn,
        coalesce(events.as_name, '') AS as_name,
        coalesce(events.country, '') AS country,
        events.action = 'link_click' AS is_visit
    FROM events
    JOIN hosts ON events.detail = hosts.detail
    WHERE events.app = 'sinkhole'
)

SELECT
    domain,
    asn,
    as_name,
    country,
    min(time) AS first_seen,
    max(time) AS last_seen,
    count(*) FILTER (WHERE is_visit) AS visits,
    count(*) FILTER (WHERE NOT is_visit) AS queries,
    count(DISTINCT CASE WHEN is_visit THEN source_ip END) AS visitors,
    count(DISTINCT CASE WHEN NOT is_visit THEN source_ip END) AS resolvers,
    coalesce(
        list_sort(list(DISTINCT source_ip) FILTER (WHERE is_visit AND source_ip IS NOT NULL)),
        []
    ) AS addresses
FROM calls
GROUP BY domain, asn, as_name, country
ORDER BY domain, visitors DESC, visits DESC, queries DESC, as_name, country, asn
