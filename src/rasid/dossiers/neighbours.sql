-- On each address of each of these domains: how many others that are not to be taken were seen there,
-- and a few of them.
WITH placed AS (
    SELECT DISTINCT domain, unnest(addresses) AS address FROM sightings
)

SELECT
    own.domain,
    own.address,
    count(*) AS others,
    list(beside.domain ORDER BY beside.domain)[1:3] AS examples
FROM placed AS own
INNER JOIN placed AS beside
    ON own.address = beside.address AND own.domain <> beside.domain
WHERE list_contains($domains, own.domain) AND NOT list_contains($taken, beside.domain)
GROUP BY own.domain, own.address
ORDER BY own.domain, own.address
