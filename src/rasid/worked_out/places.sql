-- Which accounts were at which address, and whether they sign in there as no campaign does.
SELECT
    stays.source_ip,
    stays.account,
    bool_or(stays.signin_successes > 0 AND theirs.account IS NULL) AS signs_in
FROM stays
LEFT JOIN (SELECT DISTINCT session_id, account FROM hostile) AS theirs
    ON stays.session_id = theirs.session_id AND stays.account = theirs.account
GROUP BY stays.source_ip, stays.account
