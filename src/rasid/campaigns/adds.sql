-- What each visit that is a campaign's, or nearly so, adds to the four numbers.
CREATE OR REPLACE TEMP TABLE adds AS
SELECT
    session_id,
    account,
    count(*) FILTER (stage = 'discover') AS attempts,
    bool_or(stage = 'discover' AND coalesce(account_exists, false)) AS identified,
    bool_or(stage <> 'discover') AS attacked,
    bool_or(stage IN ('compromise', 'exploit')) AS compromised
FROM staged
GROUP BY session_id, account
