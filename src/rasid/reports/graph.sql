SELECT
    CASE WHEN grouping(sessions.fingerprint) = 0 THEN sessions.fingerprint END AS client,
    CASE WHEN grouping(sessions.network) = 0 THEN sessions.network END AS network,
    CASE WHEN grouping(hostile.category) = 0 THEN hostile.category END AS category,
    count(DISTINCT hostile.session_id) AS sessions,
    count(DISTINCT hostile.source_ip) AS addresses,
    count(DISTINCT hostile.account) AS accounts
FROM hostile
INNER JOIN sessions ON hostile.session_id = sessions.session_id
WHERE hostile.campaign_id = $campaign
GROUP BY GROUPING SETS (
    (sessions.fingerprint, sessions.network),
    (sessions.network, hostile.category),
    (sessions.fingerprint),
    (sessions.network),
    (hostile.category)
)
ORDER BY sessions DESC, client, network, category
