SELECT
    CASE WHEN grouping(traces.fingerprint) = 0 THEN traces.fingerprint END AS client,
    CASE WHEN grouping(traces.network) = 0 THEN traces.network END AS network,
    CASE WHEN grouping(hostile.category) = 0 THEN hostile.category END AS category,
    count(DISTINCT hostile.session_id) AS sessions,
    count(DISTINCT hostile.source_ip) AS addresses,
    count(DISTINCT hostile.account) AS accounts
FROM hostile
INNER JOIN traces ON hostile.event_uid = traces.event_uid
WHERE hostile.campaign_id = $campaign AND traces.campaign_id = $campaign
GROUP BY GROUPING SETS (
    (traces.fingerprint, traces.network),
    (traces.network, hostile.category),
    (traces.fingerprint),
    (traces.network),
    (hostile.category)
)
ORDER BY sessions DESC, client, network, category
