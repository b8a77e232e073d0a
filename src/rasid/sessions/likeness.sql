-- How far each party agrees with what its account's successes were seen with: one level of place
-- (address, network, country, none) and one of client (device, client, none). Told of `renewed`
-- accounts' parties, or of $everybody's; the others' stay.
--
-- Only successes of earlier days count, since an intruder who got in comes back as well. Where
-- the logs hold no earlier success of an account, later ones have to do.
CREATE OR REPLACE TEMP TABLE likeness AS
WITH asked AS (
    SELECT party, account, day, address, network, country, client, device
    FROM parties
    WHERE $everybody OR account IN (SELECT account FROM renewed)
),

histories AS (
    SELECT
        asked.*,
        history.first_day < asked.day AS has_past,
        coalesce(history.first_day < asked.day OR history.last_day > asked.day, false)
            AS has_history
    FROM asked
    LEFT JOIN profiles AS history ON asked.account = history.account AND history.kind = 'any'
),

known AS (
    SELECT
        histories.*,
        address.first_day < day OR (NOT has_past AND address.last_day > day)
            AS address_known,
        network.first_day < day OR (NOT has_past AND network.last_day > day)
            AS network_known,
        country.first_day < day OR (NOT has_past AND country.last_day > day)
            AS country_known,
        client.first_day < day OR (NOT has_past AND client.last_day > day)
            AS client_known,
        device.first_day < day OR (NOT has_past AND device.last_day > day)
            AS device_known
    FROM histories
    LEFT JOIN profiles AS address
        ON address.kind = 'address' AND histories.account = address.account
        AND histories.address = address.value
    LEFT JOIN profiles AS network
        ON network.kind = 'network' AND histories.account = network.account
        AND histories.network = network.value
    LEFT JOIN profiles AS country
        ON country.kind = 'country' AND histories.account = country.account
        AND histories.country = country.value
    LEFT JOIN profiles AS client
        ON client.kind = 'client' AND histories.account = client.account
        AND histories.client = client.value
    LEFT JOIN profiles AS device
        ON device.kind = 'device' AND histories.account = device.account
        AND histories.device = device.value
)

SELECT
    party,
    CASE
        WHEN NOT has_history OR address = '' THEN NULL
        WHEN address_known THEN 'address'
        WHEN network_known THEN 'network'
        WHEN country_known THEN 'country'
        ELSE 'none'
    END AS place_level,
    CASE
        WHEN NOT has_history OR (client = '' AND device = '') THEN NULL
        WHEN device_known THEN 'device'
        WHEN client_known THEN 'client'
        ELSE 'none'
    END AS client_level
FROM known
UNION ALL
SELECT party, place_level, client_level
FROM likeness
WHERE NOT $everybody AND party NOT IN (SELECT party FROM asked)
