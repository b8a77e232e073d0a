-- Every address as everybody else uses it: how many accounts get in from there, and whether it is
-- restless, which is that somebody fails or looks accounts up there and nobody gets in.
--
-- Accounts that a campaign went for do not count as others: an entry of it may have been missed.
CREATE OR REPLACE TEMP TABLE other_addresses AS
SELECT
    source_ip AS address,
    max(network) AS network,
    count(DISTINCT account) FILTER (
        outcome = 'success' AND action IN ('signin', 'token', 'mfa', 'mail_access')
        AND account NOT IN (SELECT account FROM hostile WHERE account IS NOT NULL)
    ) AS accounts,
    count(*) FILTER (
        outcome = 'success' AND action IN ('signin', 'token', 'mfa', 'mail_access')
    ) = 0 AS restless
FROM tagged
WHERE
    source_ip IS NOT NULL AND source_ip <> ''
    AND session_id NOT IN (SELECT session_id FROM hostile WHERE session_id IS NOT NULL)
GROUP BY source_ip
