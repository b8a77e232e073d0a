-- Network and country of the addresses in `lacking`, where the tables know one: of the ranges that
-- begin at or before an address the last one, if it reaches so far.
CREATE OR REPLACE TEMP TABLE looked_up AS
WITH networks AS (
    SELECT source_ip, asn, as_name
    FROM (SELECT * FROM lacking WHERE ipv4 IS NOT NULL) AS a
    ASOF JOIN {network_ipv4} AS r ON a.ipv4 >= r.first
    WHERE a.ipv4 <= r.last
    UNION ALL
    SELECT source_ip, asn, as_name
    FROM (SELECT * FROM lacking WHERE ipv6 IS NOT NULL) AS a
    ASOF JOIN {network_ipv6} AS r ON a.ipv6 >= r.first
    WHERE a.ipv6 <= r.last
),
countries AS (
    SELECT source_ip, country
    FROM (SELECT * FROM lacking WHERE ipv4 IS NOT NULL) AS a
    ASOF JOIN {country_ipv4} AS r ON a.ipv4 >= r.first
    WHERE a.ipv4 <= r.last
    UNION ALL
    SELECT source_ip, country
    FROM (SELECT * FROM lacking WHERE ipv6 IS NOT NULL) AS a
    ASOF JOIN {country_ipv6} AS r ON a.ipv6 >= r.first
    WHERE a.ipv6 <= r.last
)
SELECT source_ip, asn, as_name, country
FROM networks FULL JOIN countries USING (source_ip)
