SELECT
    CAST(time AS DATE) AS day,
    count(*) AS events,
    sha256(string_agg(event_uid, chr(10) ORDER BY event_uid)) AS digest
FROM going
GROUP BY day
ORDER BY day
