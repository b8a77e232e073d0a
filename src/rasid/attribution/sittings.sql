-- When a campaign's sessions begin, in half hours of each day; UTC.
WITH starts AS (
    SELECT campaign_id, session_id, min(time) AS start_at
    FROM hostile
    GROUP BY campaign_id, session_id
)

SELECT
    campaign_id,
    CAST(start_at AS DATE) AS day,
    CAST(extract('hour' FROM start_at) * 2 + extract('minute' FROM start_at) // 30 AS INTEGER)
        AS half_hour,
    count(*) AS sessions
FROM starts
GROUP BY campaign_id, day, half_hour
ORDER BY campaign_id, day, half_hour
