-- What share of everybody else's addresses each network has, and of the restless ones among them.
SELECT
    network,
    count(*) / sum(count(*)) OVER () AS share,
    count(*) FILTER (restless) / greatest(sum(count(*) FILTER (restless)) OVER (), 1)
        AS restless_share
FROM other_addresses
GROUP BY network
