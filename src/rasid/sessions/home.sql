-- At home or not, in bits: log2 of (how often an account's own sign-ins agree this far) over
-- (how often a stranger would), summed over place and client (Fellegi and Sunter 1969, with
-- Winkler's adjustment for common values). The own share is learnt from the successful sign-ins
-- of accounts with a history; an account without one gets 0 bits, or those of its colleagues.
CREATE OR REPLACE TEMP TABLE home AS
WITH place_levels AS (
    SELECT unnest(['address', 'network', 'country', 'none']) AS place_level
),

own_places AS (
    SELECT
        place_levels.place_level,
        (count(likeness.account) + 0.5) / (sum(count(likeness.account)) OVER () + 2.0) AS share
    FROM place_levels
    LEFT JOIN likeness ON place_levels.place_level = likeness.place_level AND likeness.entered
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
        (count(likeness.account) + 0.5)
        / (sum(count(likeness.account)) OVER (PARTITION BY client_levels.device_logged) + 1.5)
            AS share
    FROM client_levels
    LEFT JOIN likeness
        ON client_levels.client_level = likeness.client_level
        AND client_levels.device_logged = likeness.device_logged
        AND likeness.entered
    GROUP BY client_levels.device_logged, client_levels.client_level
)

SELECT
    likeness.party,
    likeness.session_id,
    likeness.account,
    greatest(
        coalesce(log2(own_places.share / greatest(likeness.place_chance, 1e-6)), 0.0),
        coalesce(colleagues.bits, -1e3)
    ) + coalesce(log2(own_clients.share / greatest(likeness.client_chance, 1e-6)), 0.0)
        AS home_bits
FROM likeness
LEFT JOIN own_places ON likeness.place_level = own_places.place_level
LEFT JOIN own_clients
    ON likeness.client_level = own_clients.client_level
    AND likeness.device_logged = own_clients.device_logged
LEFT JOIN colleagues
    ON colleagues.domain = split_part(likeness.account, '@', 2)
    AND colleagues.address = likeness.address
