-- Each campaign with its four numbers, counted from its hostile events.
CREATE OR REPLACE TEMP TABLE campaigns AS
SELECT
    hostile.campaign_id,
    any_value(named.campaign_probability) AS campaign_probability,
    min(time) AS first_seen,
    max(time) AS last_seen,
    count(*) FILTER (stage = 'discover') AS attempts,
    count(DISTINCT account) FILTER (stage = 'discover' AND account_exists) AS accounts_identified,
    count(DISTINCT account) FILTER (stage <> 'discover') AS accounts_attacked,
    count(DISTINCT account) FILTER (stage IN ('compromise', 'exploit')) AS accounts_compromised,
    count(DISTINCT session_id) AS sessions
FROM hostile
JOIN named ON hostile.campaign_id = named.campaign_id
GROUP BY hostile.campaign_id
