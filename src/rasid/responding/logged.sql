-- From when until when each provider logged, and how many mails it tells were read or exported.
SELECT
    provider,
    min(time) AS logged_from,
    max(time) AS logged_until,
    count(*) FILTER (WHERE action = 'mail_access') AS reads
FROM events
GROUP BY provider
