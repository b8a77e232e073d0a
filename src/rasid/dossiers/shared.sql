-- What two or more of these domains share, and how many of all seen domains share it.
WITH things AS (
    SELECT domain, 'address' AS kind, unnest(addresses) AS shared FROM sightings
    UNION
    SELECT domain, 'name server', unnest(name_servers) FROM sightings
    UNION
    SELECT domain, 'certificate', certificate FROM sightings
    UNION
    SELECT domain, 'registrar', lower(registrar) FROM sightings
    UNION
    SELECT
        domain,
        'registration minute',
        strftime(registered_at, '%Y-%m-%d %H:%M') || ' UTC, ' || lower(registrar)
    FROM sightings
    WHERE registered_at <> date_trunc('day', registered_at)
    UNION
    SELECT domain, kind, shared FROM page_traits WHERE kind <> 'page words'
),

counted AS (
    SELECT
        kind,
        shared,
        count(*) AS sharing,
        list(domain ORDER BY domain) FILTER (WHERE list_contains($domains, domain)) AS domains
    FROM things
    WHERE shared <> ''
    GROUP BY kind, shared
)

SELECT kind, shared, domains, sharing
FROM counted
WHERE len(domains) > 1
ORDER BY sharing, kind, shared
