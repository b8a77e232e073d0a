-- What pages of domains show, as things that these may share, and how alike pages are.
-- `honest_pages` holds the domains whose pages are honest, `page_likenesses` how alike pages are.
-- What an honest page shows as well proves only that somebody copied it.
WITH honest_traits AS (
    SELECT DISTINCT kind, shared
    FROM page_traits
    WHERE kind <> 'page words' AND domain IN (SELECT domain FROM honest_pages)
),

lived AS (
    SELECT domain, min(seen_at) AS seen_at, max(coalesce(until_at, seen_at)) AS until_at
    FROM sightings
    GROUP BY domain
),

traits AS (
    SELECT page_traits.*
    FROM page_traits
    LEFT JOIN honest_traits USING (kind, shared)
    WHERE page_traits.kind <> 'page words' AND honest_traits.shared IS NULL
)

SELECT
    traits.domain,
    traits.kind,
    traits.shared,
    1.0 AS likeness,
    coalesce(traits.seen_at, lived.seen_at) AS seen_at,
    coalesce(traits.until_at, traits.seen_at, lived.until_at) AS until_at
FROM traits
LEFT JOIN lived USING (domain)
UNION ALL
-- `shared` is the labelled domain whose page is meant.
SELECT alike.domain, 'page', alike.other, alike.likeness, lived.seen_at, lived.until_at
FROM page_likenesses AS alike
LEFT JOIN lived USING (domain)
