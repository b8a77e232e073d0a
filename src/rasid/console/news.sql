-- What each analysis after one found of each campaign: who leads, how it is worded, what changed.
WITH leaders AS (
    SELECT analysis, campaign_id,
        arg_max(actor, probability) AS actor,
        arg_max(wording, probability) AS wording
    FROM past_attributions
    GROUP BY analysis, campaign_id
),
told AS (
    SELECT analysis, campaign_id, list(DISTINCT change ORDER BY change) AS changes
    FROM campaign_history
    GROUP BY analysis, campaign_id
)
SELECT
    coalesce(found.analysis, told.analysis) AS analysis,
    coalesce(found.campaign_id, told.campaign_id) AS campaign_id,
    leaders.actor, leaders.wording, found.campaign_probability, told.changes
FROM past_campaigns AS found
FULL JOIN told ON told.analysis = found.analysis AND told.campaign_id = found.campaign_id
LEFT JOIN leaders
    ON leaders.analysis = found.analysis AND leaders.campaign_id = found.campaign_id
WHERE coalesce(found.analysis, told.analysis) >= $first
ORDER BY 1, 2
