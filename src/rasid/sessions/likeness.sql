-- How far each visit agrees with what its account's successes on other days were seen with:
-- one level of place (address, network, country, none) and one of client (device, client, none).
CREATE OR REPLACE TEMP TABLE likeness AS
WITH visited AS (
    SELECT
        session_id,
        account,
        any_value(source_ip) AS source_ip,
        any_value(network) AS network,
        any_value(country) AS country,
        any_value(fingerprint) AS fingerprint,
        any_value(device) AS device,
        min(time)::DATE AS day,
        bool_or(outcome = 'success' AND action IN ('signin', 'token')) AS signed_in
    FROM tagged
    GROUP BY session_id, account
),

known AS (
    SELECT account, kind, value, first_day, last_day FROM profiles
),

matched AS (
    SELECT
        visited.*,
        history.account IS NOT NULL AS has_history,
        address.account IS NOT NULL AS address_known,
        place.account IS NOT NULL AS network_known,
        land.account IS NOT NULL AS country_known,
        client.account IS NOT NULL AS client_known,
        machine.account IS NOT NULL AS device_known
    FROM visited
    LEFT JOIN known AS history
        ON visited.account = history.account AND history.kind = 'any'
        AND (history.first_day <> visited.day OR history.last_day <> visited.day)
    LEFT JOIN known AS address
        ON visited.account = address.account AND address.kind = 'address'
        AND visited.source_ip = address.value
        AND (address.first_day <> visited.day OR address.last_day <> visited.day)
    LEFT JOIN known AS place
        ON visited.account = place.account AND place.kind = 'network'
        AND visited.network = place.value
        AND (place.first_day <> visited.day OR place.last_day <> visited.day)
    LEFT JOIN known AS land
        ON visited.account = land.account AND land.kind = 'country'
        AND visited.country = land.value
        AND (land.first_day <> visited.day OR land.last_day <> visited.day)
    LEFT JOIN known AS client
        ON visited.account = client.account AND client.kind = 'client'
        AND visited.fingerprint = client.value
        AND (client.first_day <> visited.day OR client.last_day <> visited.day)
    LEFT JOIN known AS machine
        ON visited.account = machine.account AND machine.kind = 'device'
        AND visited.device = machine.value
        AND (machine.first_day <> visited.day OR machine.last_day <> visited.day)
),

levels AS (
    SELECT
        *,
        CASE
            WHEN NOT has_history OR source_ip IS NULL OR source_ip = '' THEN NULL
            WHEN address_known THEN 'address'
            WHEN network_known THEN 'network'
            WHEN country_known THEN 'country'
            ELSE 'none'
        END AS place_level,
        CASE
            WHEN NOT has_history OR (fingerprint = '' AND device = '') THEN NULL
            WHEN device_known THEN 'device'
            WHEN client_known THEN 'client'
            ELSE 'none'
        END AS client_level
    FROM matched
)

SELECT
    levels.session_id,
    levels.account,
    levels.signed_in,
    levels.device <> '' AS device_logged,
    levels.place_level,
    levels.client_level,
    CASE levels.place_level
        WHEN 'address' THEN address.share
        WHEN 'network' THEN place.share
        WHEN 'country' THEN land.share
        WHEN 'none' THEN 1.0 - coalesce(land.share, place.share, 0.0)
    END AS place_chance,
    CASE levels.client_level
        WHEN 'device' THEN machine.share
        WHEN 'client' THEN client.share
        WHEN 'none' THEN 1.0 - coalesce(client.share, 0.0)
    END AS client_chance
FROM levels
LEFT JOIN commonness AS address ON address.kind = 'address' AND address.value = levels.source_ip
LEFT JOIN commonness AS place ON place.kind = 'network' AND place.value = levels.network
LEFT JOIN commonness AS land ON land.kind = 'country' AND land.value = levels.country
LEFT JOIN commonness AS client ON client.kind = 'client' AND client.value = levels.fingerprint
LEFT JOIN commonness AS machine ON machine.kind = 'device' AND machine.value = levels.device
