-- How far each party agrees with what its account's successes were seen with: one level of place
-- (address, network, country, none) and one of client (device, client, none). Told of `renewed`
-- accounts' parties, or of $everybody's; the others' stay.
--
-- Only successes of earlier days count, since an intruder who got in comes back as well. Where
-- the logs hold no earlier success of an account, later ones have to do.
CREATE OR REPLACE TEMP TABLE likeness AS
WITH asked AS (
    SELECT look, account, address, network, country, client, device
    FROM looks
    WHERE $everybody OR account IN (SELECT account FROM renewed)
),

known AS (
    SELECT
        asked.*,
        history.first_day AS first_day,
        history.last_day AS last_day,
        address.first_day AS address_first,
        address.last_day AS address_last,
        network.first_day AS network_first,
        network.last_day AS network_last,
        country.first_day AS country_first,
        country.last_day AS country_last,
        client.first_day AS client_first,
        client.last_day AS client_last,
        device.first_day AS device_first,
        device.last_day AS device_last
    FROM asked
    LEFT JOIN profiles AS history ON history.kind = 'any' AND asked.account = history.account
    LEFT JOIN profiles AS address
        ON address.kind = 'address' AND asked.account = address.account
        AND asked.address = address.value
    LEFT JOIN profiles AS network
        ON network.kind = 'network' AND asked.account = network.account
        AND asked.network = network.value
    LEFT JOIN profiles AS country
        ON country.kind = 'country' AND asked.account = country.account
        AND asked.country = country.value
    LEFT JOIN profiles AS client
        ON client.kind = 'client' AND asked.account = client.account
        AND asked.client = client.value
    LEFT JOIN profiles AS device
        ON device.kind = 'device' AND asked.account = device.account
        AND asked.device = device.value
),

compared AS (
    SELECT
        looking.party,
        looking.look,
        looking.entered,
        known.address = '' AS nowhere,
        known.client = '' AND known.device = '' AS with_nothing,
        coalesce(known.first_day < day OR known.last_day > day, false) AS has_history,
        address_first < day OR (first_day >= day AND address_last > day) AS address_known,
        network_first < day OR (first_day >= day AND network_last > day) AS network_known,
        country_first < day OR (first_day >= day AND country_last > day) AS country_known,
        client_first < day OR (first_day >= day AND client_last > day) AS client_known,
        device_first < day OR (first_day >= day AND device_last > day) AS device_known
    FROM looking
    JOIN known ON looking.look = known.look
)

SELECT
    party,
    look,
    entered,
    CASE
        WHEN NOT has_history OR nowhere THEN NULL
        WHEN address_known THEN 'address'
        WHEN network_known THEN 'network'
        WHEN country_known THEN 'country'
        ELSE 'none'
    END AS place_level,
    CASE
        WHEN NOT has_history OR with_nothing THEN NULL
        WHEN device_known THEN 'device'
        WHEN client_known THEN 'client'
        ELSE 'none'
    END AS client_level
FROM compared
UNION ALL
SELECT party, look, entered, place_level, client_level
FROM likeness
WHERE NOT $everybody AND look NOT IN (SELECT look FROM asked)
