-- What pages of domains show, as things that these may share, and how alike pages are.
-- `labels` holds domain, group_name; `honest_pages` holds the domains whose pages are honest.
-- What an honest page shows as well proves only that somebody copied it.
WITH honest_traits AS (
    SELECT DISTINCT kind, shared
    FROM page_traits
    WHERE domain IN (SELECT domain FROM honest_pages)
),

traits AS (
    SELECT page_traits.*
    FROM page_traits
    LEFT JOIN honest_traits USING (kind, shared)
    WHERE honest_traits.shared IS NULL
),

lived AS (
    SELECT domain, min(seen_at) AS seen_at, max(coalesce(until_at, seen_at)) AS until_at
    FROM sightings
    GROUP BY domain
),

shingles AS (
    SELECT DISTINCT domain, raw_file, shared
    FROM traits
    WHERE kind = 'page words'
),

population AS (
    SELECT count(DISTINCT domain) AS domains
    FROM shingles
),

rarities AS (
    SELECT shared, log2(($unseen + any_value(domains)) / count(DISTINCT domain)) AS bits
    FROM shingles, population
    GROUP BY shared
    HAVING count(DISTINCT domain) <= $most_sharing
),

weighed AS (
    SELECT shingles.*, rarities.bits
    FROM shingles
    INNER JOIN rarities USING (shared)
),

sizes AS (
    SELECT domain, raw_file, sum(bits) AS bits
    FROM weighed
    GROUP BY domain, raw_file
    HAVING count(*) >= $least_shingles
),

common AS (
    SELECT
        seen.domain,
        seen.raw_file,
        other.domain AS other,
        other.raw_file AS other_file,
        sum(seen.bits) AS bits
    FROM weighed AS seen
    INNER JOIN weighed AS other USING (shared)
    WHERE seen.domain <> other.domain AND other.domain IN (SELECT domain FROM labels)
    GROUP BY ALL
),

alike AS (
    SELECT
        common.domain,
        common.other,
        max(common.bits / (seen.bits + other.bits - common.bits)) AS likeness
    FROM common
    INNER JOIN sizes AS seen ON seen.domain = common.domain AND seen.raw_file = common.raw_file
    INNER JOIN sizes AS other
        ON other.domain = common.other AND other.raw_file = common.other_file
    GROUP BY common.domain, common.other
    HAVING max(common.bits / (seen.bits + other.bits - common.bits)) >= $least_likeness
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
WHERE traits.kind <> 'page words'
UNION ALL
-- `shared` is the labelled domain whose page is meant; it has a page like its own.
SELECT alike.domain, 'page', alike.other, alike.likeness, lived.seen_at, lived.until_at
FROM alike
LEFT JOIN lived USING (domain)
UNION ALL
SELECT sizes.domain, 'page', sizes.domain, 1.0, any_value(lived.seen_at), any_value(lived.until_at)
FROM sizes
INNER JOIN labels USING (domain)
LEFT JOIN lived USING (domain)
GROUP BY sizes.domain
