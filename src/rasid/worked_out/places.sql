-- Which accounts were at which address, and whether they sign in there as no campaign does.
SELECT
    source_ip,
    account,
    bool_or(signin_successes > 0 AND NOT hostile) AS signs_in
FROM stays
GROUP BY source_ip, account
