-- The addresses that a campaign used, with what everybody else does there and in their network.
WITH used AS (
    SELECT campaign_id, source_ip AS address, count(DISTINCT session_id) AS sessions
    FROM hostile
    WHERE source_ip IS NOT NULL AND source_ip <> ''
    GROUP BY campaign_id, source_ip
),

placed AS (
    SELECT source_ip AS address, max(network) AS network
    FROM sessions
    WHERE source_ip IN (SELECT address FROM used)
    GROUP BY source_ip
),

shared AS (
    SELECT network, avg(accounts) AS accounts
    FROM other_addresses
    WHERE accounts > 0
    GROUP BY network
)

SELECT
    used.campaign_id,
    used.address,
    coalesce(placed.network, '') AS network,
    used.sessions,
    coalesce(other_addresses.accounts, 0) AS others,
    coalesce(shared.accounts, 0.0) AS others_nearby
FROM used
LEFT JOIN placed ON used.address = placed.address
LEFT JOIN other_addresses ON used.address = other_addresses.address
LEFT JOIN shared ON placed.network = shared.network
ORDER BY used.campaign_id, used.address
