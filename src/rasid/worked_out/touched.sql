-- What all campaigns together did to each person of the roster.
SELECT
    person_id,
    min(time) AS first_seen,
    max(time) AS last_seen,
    count(DISTINCT event_uid) FILTER (WHERE stage = 'discover') AS attempts,
    count(DISTINCT account) FILTER (WHERE stage = 'discover' AND account_exists) AS identified,
    count(DISTINCT account)
        FILTER (WHERE stage IN ('attack', 'compromise', 'exploit')) AS attacked,
    count(DISTINCT account) FILTER (WHERE stage IN ('compromise', 'exploit')) AS compromised,
    count(DISTINCT account) FILTER (WHERE stage = 'exploit') AS exploited,
    list_sort(array_agg(DISTINCT campaign_id)) AS campaigns
FROM hostile
WHERE person_id <> ''
GROUP BY person_id
