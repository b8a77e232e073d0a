-- What seen domains share with labelled ones, each once, with its rarity and the time between.
-- `labels` holds domain, group_name; `apart` holds kind, shared: what anybody may share;
-- `page_shares` what pages show.
WITH told AS (
    SELECT
        domain,
        seen_at,
        coalesce(until_at, seen_at) AS until_at,
        registered_at,
        registrar,
        addresses,
        name_servers,
        certificate
    FROM sightings
),

registered AS (
    SELECT DISTINCT
        domain,
        lower(registrar) AS registrar,
        date_trunc('second', registered_at) AS moment,
        date_trunc('minute', registered_at) AS minute
    FROM told
    -- A date without a time is no moment.
    WHERE registered_at <> date_trunc('day', registered_at)
),

-- The moments of labelled domains; who was registered a minute before or after shares them.
moments AS (
    SELECT DISTINCT registrar, moment, minute
    FROM registered
    WHERE domain IN (SELECT domain FROM labels)
),

beside AS (
    SELECT registrar, moment, minute + to_minutes(unnest([-1, 0, 1])) AS minute
    FROM moments
),

near AS (
    SELECT registered.domain, beside.registrar, beside.moment, registered.moment AS own
    FROM registered
    INNER JOIN beside USING (registrar, minute)
    WHERE abs(epoch(registered.moment - beside.moment)) <= $moment_seconds
    UNION
    SELECT domain, registrar, moment, moment
    FROM registered
),

shares AS (
    SELECT domain, 'address' AS kind, unnest(addresses) AS shared, seen_at, until_at
    FROM told
    UNION ALL
    SELECT domain, 'name server', unnest(name_servers), seen_at, until_at
    FROM told
    UNION ALL
    SELECT domain, 'certificate', certificate, seen_at, until_at
    FROM told
    WHERE certificate <> ''
    UNION ALL
    SELECT domain, 'registrar', lower(registrar), registered_at, registered_at
    FROM told
    WHERE registrar <> ''
    UNION ALL
    SELECT
        domain,
        'registration minute',
        strftime(moment, '%Y-%m-%d %H:%M:%S') || ' ' || registrar,
        own,
        own
    FROM near
    UNION ALL
    SELECT domain, 'other ending', split_part(domain, '.', 1), seen_at, until_at
    FROM told
    WHERE length(split_part(domain, '.', 1)) >= $shortest_label
    UNION ALL
    SELECT domain, 'campaign', campaign_id, first_seen, last_seen
    FROM campaign_domains
    UNION ALL
    SELECT domain, kind, shared, seen_at, until_at
    FROM page_shares
),

likenesses AS (
    SELECT domain, kind, shared, max(likeness) AS likeness
    FROM page_shares
    WHERE kind = 'page'
    GROUP BY domain, kind, shared
),

spans AS (
    SELECT kind, shared, domain, min(seen_at) AS seen_at, max(until_at) AS until_at
    FROM shares
    WHERE shared <> ''
    GROUP BY kind, shared, domain
),

counted AS (
    SELECT kind, shared, count(*) AS sharing
    FROM spans
    GROUP BY kind, shared
),

-- How many labelled domains each group has with such a thing, and with this one.
of_groups AS (
    SELECT kind, group_name, count(DISTINCT domain) AS of_group
    FROM spans
    INNER JOIN labels USING (domain)
    GROUP BY kind, group_name
),

of_groups_here AS (
    SELECT kind, shared, group_name, count(*) AS here
    FROM spans
    INNER JOIN labels USING (domain)
    GROUP BY kind, shared, group_name
),

populations AS (
    SELECT kind, count(DISTINCT domain) AS domains
    FROM spans
    GROUP BY kind
),

pairs AS (
    SELECT
        seen.domain,
        other.domain AS other,
        labels.group_name AS other_group,
        seen.kind,
        seen.shared,
        counted.sharing,
        populations.domains,
        -- How likely the group's next domain is to have it; of nobody's others nothing is known.
        CASE
            WHEN labels.group_name = '' THEN 1 / (1 + $not_yet_seen)
            ELSE of_groups_here.here / (of_groups.of_group + $not_yet_seen)
        END AS agreement,
        CASE
            WHEN seen.seen_at > other.until_at
                THEN epoch(seen.seen_at - other.until_at) / 86400
            WHEN other.seen_at > seen.until_at
                THEN epoch(other.seen_at - seen.until_at) / 86400
            WHEN seen.seen_at IS NOT NULL AND other.seen_at IS NOT NULL THEN 0
        END AS days_apart
    FROM spans AS seen
    INNER JOIN counted USING (kind, shared)
    INNER JOIN spans AS other USING (kind, shared)
    INNER JOIN labels ON labels.domain = other.domain
    INNER JOIN populations USING (kind)
    INNER JOIN of_groups ON of_groups.kind = seen.kind AND of_groups.group_name = labels.group_name
    INNER JOIN of_groups_here
        ON
            of_groups_here.kind = seen.kind
            AND of_groups_here.shared = seen.shared
            AND of_groups_here.group_name = labels.group_name
    LEFT JOIN apart USING (kind, shared)
    WHERE seen.domain <> other.domain AND counted.sharing <= $most_sharing AND apart.shared IS NULL
        AND (seen.kind <> 'page' OR other.domain = seen.shared)
        AND (
            seen.kind <> 'registration minute'
            OR strftime(other.seen_at, '%Y-%m-%d %H:%M:%S') = seen.shared[:19]
        )
)

SELECT
    domain,
    campaign_id AS other,
    '' AS other_group,
    'followed' AS kind,
    campaign_id AS shared,
    1 AS sharing,
    0.0 AS days_apart,
    $followed_bits AS bits
FROM campaign_domains
WHERE domain IN (SELECT domain FROM sightings)
UNION ALL
SELECT
    domain,
    other,
    other_group,
    kind,
    CASE WHEN kind = 'page' THEN round(100 * likeness)::INTEGER || ' % alike' ELSE shared END
        AS shared,
    sharing,
    days_apart,
    least(log2(agreement * (domains + $unseen) / sharing), strengths.most_bits)
    * power(0.5, coalesce(days_apart, $half_life_days) / $half_life_days)
    * coalesce(likeness, 1) AS bits
FROM pairs
INNER JOIN strengths USING (kind)
LEFT JOIN likenesses USING (domain, kind, shared)
WHERE agreement * (domains + $unseen) > sharing
ORDER BY domain, other, kind, shared
