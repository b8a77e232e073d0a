-- Who called the websites that are in a sinkhole: one row for each domain and network.
-- Queries come from resolvers, visits from people: those on the roster who got in from a visitor's
-- address within a day of the visit may be the visitors.
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
),

entries AS (
    SELECT events.source_ip, events.time, roster.person_id
    FROM events
    JOIN roster ON events.account = roster.account
    WHERE
        events.outcome = 'success'
        AND events.action IN ('signin', 'token', 'mfa', 'mail_access')
),

people AS (
    SELECT
        calls.domain,
        calls.asn,
        calls.as_name,
        calls.country,
        count(DISTINCT entries.person_id) AS people
    FROM calls
    JOIN entries ON calls.source_ip = entries.source_ip
    WHERE
        calls.is_visit
        AND entries.time BETWEEN calls.time - INTERVAL 1 DAY AND calls.time + INTERVAL 1 DAY
    GROUP BY calls.domain, calls.asn, calls.as_name, calls.country
),

networks AS (
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
)

SELECT
    networks.domain,
    networks.asn,
    networks.as_name,
    networks.country,
    networks.first_seen,
    networks.last_seen,
    networks.visits,
    networks.queries,
    networks.visitors,
    networks.resolvers,
    coalesce(people.people, 0) AS people,
    networks.addresses
FROM networks
LEFT JOIN people
    ON networks.domain = people.domain
    AND networks.as_name = people.as_name
    AND networks.country = people.country
    AND networks.asn IS NOT DISTINCT FROM people.asn
ORDER BY
    networks.domain,
    networks.visitors DESC,
    networks.visits DESC,
    networks.queries DESC,
    networks.as_name,
    networks.country,
    networks.asn
