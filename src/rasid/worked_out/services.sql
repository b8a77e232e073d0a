-- Who logs anything of each account that a campaign tried to enter.
SELECT DISTINCT account, provider
FROM events
WHERE provider <> ''
    AND account IN (SELECT account FROM hostile WHERE stage <> 'discover')
