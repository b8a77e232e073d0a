-- At home or not, in bits: log2 of (how often an account's own sign-ins agree this far) over
-- (how often a stranger would), summed over place and client (Fellegi and Sunter 1969, with
-- Winkler's adjustment for common values). The own share is learnt from the successful sign-ins
-- of accounts with a history; an account without one gets 0 bits, or those of its colleagues.
-- `visit` is the number of session and account, and the levels are those of `likeness`: who asks for
-- all of them then joins nothing.
CREATE OR REPLACE TEMP TABLE home_weights AS
WITH agreed AS (
    SELECT
        likeness.place_level,
        likeness.client_level,
        parties.device <> '' AS device_logged,
        count(*) AS parties
    FROM likeness
    JOIN parties ON likeness.party = parties.party
    WHERE parties.entered
    GROUP BY likeness.place_level, likeness.client_level, device_logged
),

place_levels AS (
    SELECT unnest(['address', 'network', 'country', 'none']) AS place_level
),

own_places AS (
    SELECT
        place_levels.place_level,
        (coalesce(sum(agreed.parties), 0) + 0.5)
        / (sum(coalesce(sum(agreed.parties), 0)) OVER () + 2.0) AS share
    FROM place_levels
    LEFT JOIN agreed ON place_levels.place_level = agreed.place_level
    GROUP BY place_levels.place_level
),

client_levels AS (
    SELECT *
    FROM (SELECT unnest(['device', 'client', 'none']) AS client_level)
    CROSS JOIN (SELECT unnest([true, false]) AS device_logged)
),

own_clients AS (
    SELECT
        client_levels.device_logged,
        client_levels.client_level,
        (coalesce(sum(agreed.parties), 0) + 0.5)
        / (
            sum(coalesce(sum(agreed.parties), 0)) OVER (PARTITION BY client_levels.device_logged)
            + 1.5
        ) AS share
    FROM client_levels
    LEFT JOIN agreed
        ON client_levels.client_level = agreed.client_level
        AND client_levels.device_logged = agreed.device_logged
    GROUP BY client_levels.device_logged, client_levels.client_level
),

asked AS (
    SELECT
        likeness.*,
        number_of(parties.session_id || parties.account) AS visit,
        parties.address,
        parties.network,
        parties.device <> '' AS device_logged,
        split_part(parties.account, '@', 2) AS domain,
        CASE likeness.place_level WHEN 'none' THEN 'country' ELSE likeness.place_level END
            AS place_kind,
        CASE likeness.place_level
            WHEN 'address' THEN parties.address
            WHEN 'network' THEN parties.network
            ELSE parties.country
        END AS place,
        CASE likeness.client_level WHEN 'none' THEN 'client' ELSE likeness.client_level END
            AS client_kind,
        CASE likeness.client_level WHEN 'device' THEN parties.device ELSE parties.client END
            AS client
    FROM likeness
    JOIN parties ON likeness.party = parties.party
),

chances AS (
    SELECT
        asked.*,
        CASE
            WHEN asked.place_level = 'none' THEN 1.0 - coalesce(place.share, network.share, 0.0)
            ELSE place.share
        END AS place_chance,
        CASE
            WHEN asked.client_level = 'none' THEN 1.0 - coalesce(client.share, 0.0)
            ELSE client.share
        END AS client_chance
    FROM asked
    LEFT JOIN commonness AS place
        ON asked.place_kind = place.kind AND asked.place = place.value
    LEFT JOIN commonness AS network
        ON asked.place_level = 'none' AND network.kind = 'network'
        AND asked.network = network.value
    LEFT JOIN commonness AS client
        ON asked.client_kind = client.kind AND asked.client = client.value
)

SELECT
    chances.party,
    chances.visit,
    chances.place_level,
    chances.client_level,
    greatest(
        coalesce(log2(own_places.share / greatest(chances.place_chance, 1e-6)), 0.0),
        coalesce(colleagues.bits, -1e3)
    ) + coalesce(log2(own_clients.share / greatest(chances.client_chance, 1e-6)), 0.0)
        AS home_bits
FROM chances
LEFT JOIN own_places ON chances.place_level = own_places.place_level
LEFT JOIN own_clients
    ON chances.client_level = own_clients.client_level
    AND chances.device_logged = own_clients.device_logged
LEFT JOIN colleagues
    ON colleagues.domain = chances.domain AND colleagues.address = chances.address
