-- How many accounts each mail domain has that the logs show, and how many of them are on the roster.
SELECT split_part(known.account, '@', 2) AS domain, count(*), count(listed.account)
FROM met_accounts AS known
LEFT JOIN listed ON known.account = listed.account
WHERE known.undenied
GROUP BY domain
