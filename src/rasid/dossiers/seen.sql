-- What the records say of each of these domains.
SELECT
    domain,
    coalesce(max(registrar) FILTER (WHERE registrar <> ''), '') AS registrar,
    list_sort(list_distinct(flatten(list(addresses)))) AS addresses,
    list_sort(list_distinct(flatten(list(name_servers)))) AS name_servers,
    list_sort(list(DISTINCT host) FILTER (WHERE host <> domain)) AS hosts,
    list_sort(list(DISTINCT source) FILTER (WHERE hostile AND source <> '')) AS labelled_by,
    list_transform(
        list_sort(list(DISTINCT {'file': raw_file, 'line': raw_line})),
        lambda place: place.file || ':' || place.line
    ) AS places,
    -- A registration says when a name began, not that anybody saw it in use.
    min(seen_at) FILTER (WHERE seen_at IS DISTINCT FROM registered_at) AS first_seen,
    max(coalesce(until_at, seen_at))
        FILTER (WHERE coalesce(until_at, seen_at) IS DISTINCT FROM registered_at) AS last_seen
FROM sightings
WHERE list_contains($domains, domain)
GROUP BY domain
