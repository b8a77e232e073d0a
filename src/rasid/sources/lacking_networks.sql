-- The public addresses of events of which the log lacks the network or the country, each once, as
-- a number (IPv4) or as 16 bytes (IPv6). Special-purpose ones are left out (RFC 6890 and the IANA
-- registries).
CREATE OR REPLACE TEMP TABLE lacking AS
WITH addresses AS (
    SELECT DISTINCT source_ip
    FROM {events}
    WHERE source_ip IS NOT NULL AND (asn IS NULL OR country IS NULL)
),
numbers AS (
    SELECT source_ip, ipv4_number(source_ip) AS ipv4, ipv6_bytes(source_ip) AS ipv6
    FROM addresses
)
SELECT *
FROM numbers
WHERE
    ipv6 BETWEEN '\x20'::BLOB AND '\x3F\xFF\xFF'::BLOB
    AND NOT starts_with(source_ip, '2001:db8:')
    OR ipv4 < ipv4_number('224.0.0.0')
    AND NOT regexp_matches(
        source_ip,
        '^(0|10|127)\.|^169\.254\.|^192\.168\.|^192\.0\.[02]\.|^198\.1[89]\.|^198\.51\.100\.'
        || '|^203\.0\.113\.|^172\.(1[6-9]|2[0-9]|3[01])\.|^100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.'
    )
