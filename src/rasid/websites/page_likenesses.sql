-- How alike pages of domains are to those of labelled ones, each by the labelled domain.
-- `labels` holds domain, group_name; `honest_pages` holds the domains whose pages are honest.
-- What an honest page shows as well proves only that somebody copied it.
WITH honest_runs AS (
    SELECT DISTINCT hash(shared) AS run
    FROM page_traits
    WHERE kind = 'page words' AND domain IN (SELECT domain FROM honest_pages)
),

-- Numbers stand for texts here: there may be thousands of runs of thousands of pages.
shingles AS MATERIALIZED (
    SELECT DISTINCT
        hash(domain, raw_file, raw_line) AS page,
        hash(domain) AS site,
        hash(shared) AS run
    FROM page_traits
    WHERE kind = 'page words'
        AND hash(shared) NOT IN (SELECT run FROM honest_runs)
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

weighed AS MATERIALIZED (
    SELECT shingles.page, shingles.site, shingles.run, rarities.bits
    FROM shingles
    INNER JOIN rarities USING (run)
),

sizes AS MATERIALIZED (
    SELECT page, any_value(site) AS site, sum(bits) AS bits
    FROM weighed
    GROUP BY page
    HAVING count(*) >= $least_shingles
),

labelled AS MATERIALIZED (
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
)

SELECT sites.domain, labelled.domain AS other, alike.likeness
FROM alike
INNER JOIN sites USING (site)
INNER JOIN labelled ON labelled.site = alike.other_site
UNION ALL
-- A labelled domain has a page like its own.
SELECT DISTINCT labelled.domain, labelled.domain, 1.0
FROM labelled
INNER JOIN sizes USING (site)
