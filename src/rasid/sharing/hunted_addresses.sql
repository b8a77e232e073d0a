-- Which addresses of the logs an indicator means: the address itself, or one of its network.
--
-- Every address is written as hexadecimal digits of one width for each family. A network is the
-- first digits of its addresses and, where its length is not a multiple of four, the first bits of
-- the next digit, so that one equality finds the members of all networks of one length.
WITH seen AS (
    SELECT DISTINCT source_ip AS address
    FROM events
    WHERE source_ip <> ''
),

halves AS (
    SELECT
        address,
        list_filter(string_split(split_part(address, '::', 1), ':'), lambda g: g <> '') AS head,
        list_filter(string_split(split_part(address, '::', 2), ':'), lambda g: g <> '') AS tail
    FROM seen
    WHERE contains(address, ':')
),

digits AS (
    SELECT
        address,
        6 AS family,
        array_to_string(list_transform(head, lambda g: lpad(g, 4, '0')), '')
        || repeat('0000', CAST(greatest(8 - len(head) - len(tail), 0) AS INTEGER))
        || array_to_string(list_transform(tail, lambda g: lpad(g, 4, '0')), '') AS hex
    FROM halves
    UNION ALL
    SELECT
        address,
        4 AS family,
        lower(array_to_string(list_transform(
            string_split(address, '.'),
            lambda g: lpad(format('{:x}', coalesce(try_cast(g AS INTEGER), 0)), 2, '0')
        ), '')) AS hex
    FROM seen
    WHERE NOT contains(address, ':')
),

lengths AS (
    SELECT DISTINCT family, length
    FROM hunted
    WHERE kind = 'network'
),

prefixes AS (
    SELECT
        digits.address,
        digits.family,
        lengths.length,
        substr(digits.hex, 1, CAST(lengths.length // 4 AS INTEGER))
        || CASE
            WHEN lengths.length % 4 = 0 THEN ''
            ELSE '.' || CAST(
                (position(substr(digits.hex, CAST(lengths.length // 4 AS INTEGER) + 1, 1)
                    IN '0123456789abcdef') - 1)
                // CAST(power(2, 4 - lengths.length % 4) AS INTEGER) AS VARCHAR
            )
        END AS prefix
    FROM digits
    JOIN lengths ON digits.family = lengths.family
)

SELECT hunted.number, 'source_ip' AS place, prefixes.address AS seen
FROM prefixes
JOIN hunted
    ON
        prefixes.family = hunted.family AND prefixes.length = hunted.length
        AND prefixes.prefix = hunted.prefix
WHERE hunted.kind = 'network'
UNION ALL
SELECT hunted.number, 'source_ip' AS place, seen.address AS seen
FROM seen
JOIN hunted ON seen.address = hunted.value
WHERE hunted.kind = 'address'
