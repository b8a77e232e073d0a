-- What was labelled until $until, once a domain: bait where anybody says so. An honest name was
-- honest before somebody wrote it down, so that its label has no date.
SELECT
    domain,
    bool_or(hostile) AS hostile,
    coalesce(arg_min(ascribed_to, known_at) FILTER (WHERE ascribed_to <> ''), '') AS ascribed_to,
    min(known_at) FILTER (WHERE hostile) AS since
FROM sightings
WHERE NOT hostile OR known_at < $until
GROUP BY domain
ORDER BY domain
