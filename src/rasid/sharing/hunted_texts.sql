-- Which fingerprints and clients of the logs an indicator means, and which texts name its domain
-- or one below it.
WITH spread AS (
    SELECT DISTINCT 'fingerprint' AS place, fingerprint AS seen FROM events
    UNION ALL
    SELECT DISTINCT 'user_agent' AS place, user_agent AS seen FROM events
    UNION ALL
    SELECT DISTINCT 'detail' AS place, detail AS seen FROM events
    UNION ALL
    SELECT DISTINCT 'app' AS place, app AS seen FROM events
    UNION ALL
    SELECT DISTINCT 'account' AS place, account AS seen FROM events
    UNION ALL
    SELECT DISTINCT 'actor_account' AS place, actor_account AS seen FROM events
),

named AS (
    SELECT
        place,
        seen,
        unnest(
            regexp_extract_all(lower(seen), '[a-z0-9_-]+(?:[.][a-z0-9_-]+)*[.][a-z][a-z0-9-]+')
        ) AS host
    FROM spread
    WHERE
        contains(seen, '.')
        AND EXISTS (SELECT 1 FROM hunted WHERE kind = 'domain')
),

above AS (
    SELECT DISTINCT
        named.place,
        named.seen,
        unnest(list_transform(
            range(1, len(string_split(named.host, '.'))),
            lambda i: array_to_string(
                list_slice(string_split(named.host, '.'), i, len(string_split(named.host, '.'))),
                '.'
            )
        )) AS domain
    FROM named
)

SELECT hunted.number, above.place, above.seen
FROM above
JOIN hunted ON above.domain = hunted.value
WHERE hunted.kind = 'domain'
UNION
SELECT hunted.number, spread.place, spread.seen
FROM spread
JOIN hunted ON spread.seen = hunted.value
WHERE
    (hunted.kind = 'fingerprint' AND spread.place IN ('fingerprint', 'user_agent'))
    OR (hunted.kind = 'client' AND spread.place = 'user_agent')
