-- The accounts that visits are of, counted once for all who ask: whether somebody signed in there
-- (`entered`), whether that or any record shows that it is one (`shown`), and whether there is a visit
-- that does not deny it (`undenied`). That is the same whoever is at home where.
CREATE OR REPLACE TEMP TABLE met_accounts AS
SELECT
    account,
    bool_or(signin_successes > 0) AS entered,
    bool_or(coalesce(account_exists, false) OR signin_successes > 0) AS shown,
    bool_or(account_exists IS NOT FALSE) AS undenied
FROM visits
GROUP BY account
