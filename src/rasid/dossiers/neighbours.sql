-- On each address of these domains: how many other domains were seen there, and a few of them.
WITH placed AS (
    SELECT DISTINCT domain, unnest(addresses) AS address FROM sightings
)

SELECT
    address,
    count(*) AS others,
    list(domain ORDER BY domain)[1:3] AS examples
FROM placed
WHERE NOT list_contains($domains, domain)
    AND address IN (SELECT address FROM placed WHERE list_contains($domains, domain))
GROUP BY address
ORDER BY address
