-- At home or not, in bits: log2 of (how often an account's own sign-ins agree this far) over
-- (how often a stranger would), summed over place and client (Fellegi and Sunter 1969, with
-- Winkler's adjustment for common values). The own share is learnt from the successful sign-ins
-- of accounts with a history; an account without one gets 0 bits, or those of its colleagues.
CREATE OR REPLACE TEMP TABLE home AS
WITH own_places AS (
    SELECT
        place_level,
        (count(*) + 0.5) / (sum(count(*)) OVER () + 2.0) AS share
    FROM likeness
    WHERE entered AND place_level IS NOT NULL
    GROUP BY place_level
),

own_clients AS (
    SELECT
        device_logged,
        client_level,
        (count(*) + 0.5) / (sum(count(*)) OVER (PARTITION BY device_logged) + 1.5) AS share
    FROM likeness
    WHERE entered AND client_level IS NOT NULL
    GROUP BY device_logged, client_level
)

SELECT
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
