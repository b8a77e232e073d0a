-- How many accounts each mail domain has that the logs show, and how many of them are on the roster:
-- each once, as the logs spell it, however many rows of the roster say so.
SELECT
    split_part(account, '@', 2) AS domain,
    count(*),
    count(*) FILTER (account IN (SELECT account FROM known_accounts))
FROM met_accounts
WHERE undenied
GROUP BY domain
