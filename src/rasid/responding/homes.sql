-- The last moment at which each account's own people were seen in it before it was entered.
-- What is large is narrowed before it is joined: an outer join reads all of its right side.
WITH entered AS MATERIALIZED (
    SELECT account, min(time) AS entered_at
    FROM hostile
    WHERE campaign_id = $campaign AND stage IN ('compromise', 'exploit')
    GROUP BY account
),

own AS (
    SELECT stays.account, stays.first_at, stays.last_at
    FROM stays
    WHERE stays.account IN (SELECT account FROM entered)
        AND stays.signin_successes > 0
        AND stays.home_bits >= $home_bits
        AND NOT stays.hostile
)

SELECT
    entered.account,
    max(CASE WHEN own.last_at < entered.entered_at THEN own.last_at ELSE own.first_at END)
FROM entered
JOIN own ON entered.account = own.account
WHERE own.first_at < entered.entered_at
GROUP BY entered.account
