-- The last moment at which each account's own people were seen in it before it was entered.
WITH entered AS (
    SELECT account, min(time) AS entered_at
    FROM hostile
    WHERE campaign_id = $campaign AND stage IN ('compromise', 'exploit')
    GROUP BY account
)

SELECT
    entered.account,
    max(CASE WHEN visits.last_at < entered.entered_at THEN visits.last_at ELSE visits.first_at END)
FROM entered
JOIN visits ON entered.account = visits.account
LEFT JOIN hostile
    ON visits.session_id = hostile.session_id AND visits.account = hostile.account
WHERE visits.signin_successes > 0
    AND visits.home_bits >= $home_bits
    AND visits.first_at < entered.entered_at
    AND hostile.event_uid IS NULL
GROUP BY entered.account
