-- How far each party agrees with what its account's successes were seen with: one level of place
-- (address, network, country, none) and one of client (device, client, none).
--
-- Only successes of earlier days count, since an intruder who got in comes back as well. Where
-- the logs hold no earlier success of an account, later ones have to do.
CREATE OR REPLACE TEMP TABLE likeness AS
WITH histories AS (
    SELECT
        parties.*,
        history.first_day < parties.day AS has_past,
        coalesce(
            history.first_day < parties.day OR history.last_day > parties.day, false
        ) AS has_history
    FROM parties
    LEFT JOIN profiles AS history
        ON parties.account = history.account AND history.kind = 'any'
),

things AS (
    SELECT session_id, account, day, has_past, 'address' AS kind, address AS value FROM histories
    UNION ALL
    SELECT session_id, account, day, has_past, 'network', network FROM histories
    UNION ALL
    SELECT session_id, account, day, has_past, 'country', country FROM histories
    UNION ALL
    SELECT session_id, account, day, has_past, 'client', client FROM histories
    UNION ALL
    SELECT session_id, account, day, has_past, 'device', device FROM histories
),

known AS (
    SELECT
        things.session_id,
        things.account,
        bool_or(things.kind = 'address') AS address_known,
        bool_or(things.kind = 'network') AS network_known,
        bool_or(things.kind = 'country') AS country_known,
        bool_or(things.kind = 'client') AS client_known,
        bool_or(things.kind = 'device') AS device_known
    FROM things
    JOIN profiles
        ON things.account = profiles.account AND things.kind = profiles.kind
        AND things.value = profiles.value
    WHERE profiles.first_day < things.day OR (NOT has_past AND profiles.last_day > things.day)
    GROUP BY things.session_id, things.account
),

levels AS (
    SELECT
        histories.*,
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
    FROM histories
    LEFT JOIN known
        ON histories.session_id = known.session_id AND histories.account = known.account
)

SELECT
    levels.session_id,
    levels.account,
    levels.address,
    levels.entered,
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
LEFT JOIN commonness AS address ON address.kind = 'address' AND address.value = levels.address
LEFT JOIN commonness AS place ON place.kind = 'network' AND place.value = levels.network
LEFT JOIN commonness AS land ON land.kind = 'country' AND land.value = levels.country
LEFT JOIN commonness AS client ON client.kind = 'client' AND client.value = levels.client
LEFT JOIN commonness AS machine ON machine.kind = 'device' AND machine.value = levels.device
