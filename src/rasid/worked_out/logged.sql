-- How much each provider logged, from when until when, and how much mail was read, and was sent.
SELECT
    provider,
    min(time) AS logged_from,
    max(time) AS logged_until,
    count(*) AS events,
    count(*) FILTER (WHERE action = 'mail_access' AND NOT sends) AS reads,
    count(*) FILTER (WHERE action = 'mail_access' AND sends) AS sent
FROM (
    SELECT
        provider,
        time,
        action,
        lower(split_part(coalesce(detail, ''), ' ', 1)) IN ('send', 'sendas', 'sendonbehalf') AS sends
    FROM events
)
GROUP BY provider
