-- The provider's own rhythm: everybody else's events, in half hours of each weekday (Monday 0).
SELECT
    CAST(extract('isodow' FROM time) - 1 AS INTEGER) AS weekday,
    CAST(extract('hour' FROM time) * 2 + extract('minute' FROM time) // 30 AS INTEGER) AS half_hour,
    count(*) AS events
FROM tagged
WHERE session_id NOT IN (SELECT session_id FROM hostile WHERE session_id IS NOT NULL)
GROUP BY weekday, half_hour
ORDER BY weekday, half_hour
