-- How many hostile sessions tried at least $accounts accounts with at most $tries passwords each.
WITH tries AS (
    SELECT campaign_id, session_id, account, count(*) AS passwords
    FROM hostile
    WHERE action IN ('signin', 'token') AND outcome IN ('failure', 'blocked')
    GROUP BY campaign_id, session_id, account
),

sessions AS (
    SELECT campaign_id, session_id
    FROM tries
    GROUP BY campaign_id, session_id
    HAVING count(*) >= $accounts AND max(passwords) <= $tries
)

SELECT campaign_id, count(*) AS sprays
FROM sessions
GROUP BY campaign_id
ORDER BY campaign_id
