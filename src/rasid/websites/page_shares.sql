-- What pages of domains show, as things that these may share, and how alike pages are.
-- `labels` holds domain, group_name; `honest_pages` holds the domains whose pages are honest.
-- What an honest page shows as well proves only that somebody copied it.
WITH honest_traits AS (
    SELECT DISTINCT kind, shared
    FROM page_traits
    WHERE domain IN (SELECT domain FROM honest_pages)
),

lived AS (
    SELECT domain, min(seen_at) AS seen_at, max(coalesce(until_at, seen_at)) AS until_at
    FROM sightings
    GROUP BY domain
),

-- Numbers stand for texts here: there may be thousands of runs of thousands of pages.
shingles AS (
    SELECT DISTINCT
        hash(domain, raw_file, raw_line) AS page,
        hash(domain) AS site,
        hash(shared) AS run
    FROM page_traits
    WHERE kind = 'page words'
        AND hash(shared) NOT IN (
            SELECT hash(shared) FROM honest_traits WHERE kind = 'page words'
        )
),

rarities AS (
    SELECT
        run,
        log2(
            ($unseen + (SELECT count(DISTINCT site) FROM shingles)) / count(DISTINCT site)
        )::FLOAT AS bits
    FROM shingles
    GROUP BY run
    HAVING count(DISTINCT site) <= $most_sharing
),

weighed AS (
    SELECT shingles.page, shingles.site, shingles.run, rarities.bits
    FROM shingles
    INNER JOIN rarities USING (run)
),

sizes AS (
    SELECT page, any_value(site) AS site, sum(bits) AS bits
    FROM weighed
    GROUP BY page
    HAVING count(*) >= $least_shingles
),

labelled AS (
    SELECT domain, hash(domain) AS site
    FROM labels
    WHERE domain IN (SELECT domain FROM page_traits)
),

common AS (
    SELECT seen.page, other.page AS other_page, sum(seen.bits) AS bits
    FROM weighed AS seen
    INNER JOIN weighed AS other USING (run)
    WHERE seen.site <> other.site
        AND other.site IN (SELECT site FROM labelled)
        AND seen.page IN (SELECT page FROM sizes)
        AND other.page IN (SELECT page FROM sizes)
    GROUP BY seen.page, other.page
),

alike AS (
    SELECT
        seen.site,
        other.site AS other_site,
        max(common.bits / (seen.bits + other.bits - common.bits)) AS likeness
    FROM common
    INNER JOIN sizes AS seen ON seen.page = common.page
    INNER JOIN sizes AS other ON other.page = common.other_page
    GROUP BY seen.site, other.site
    HAVING max(common.bits / (seen.bits + other.bits - common.bits)) >= $least_likeness
),

sites AS (
    SELECT DISTINCT domain, hash(domain) AS site
    FROM page_traits
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
-- `shared` is the labelled domain whose page is meant; it has a page like its own.
SELECT sites.domain, 'page', labelled.domain, alike.likeness, lived.seen_at, lived.until_at
FROM alike
INNER JOIN sites USING (site)
INNER JOIN labelled ON labelled.site = alike.other_site
LEFT JOIN lived ON lived.domain = sites.domain
UNION ALL
SELECT DISTINCT labelled.domain, 'page', labelled.domain, 1.0, lived.seen_at, lived.until_at
FROM labelled
INNER JOIN sizes USING (site)
LEFT JOIN lived USING (domain)
