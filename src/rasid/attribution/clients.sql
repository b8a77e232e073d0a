-- The client fingerprints and user agents that a campaign came with, and how many of all other
-- accounts get in with them.
WITH rows AS (
    SELECT DISTINCT event_uid, campaign_id, session_id FROM hostile
),

pairs AS (
    SELECT DISTINCT rows.campaign_id, rows.session_id, unnest([events.fingerprint, events.user_agent]) AS client
    FROM events
    JOIN rows ON events.event_uid = rows.event_uid
),

used AS (
    SELECT campaign_id, client, count(*) AS sessions
    FROM pairs
    WHERE client IS NOT NULL AND client <> ''
    GROUP BY campaign_id, client
),

entries AS (
    SELECT account, fingerprint, user_agent
    FROM events
    WHERE
        outcome = 'success' AND action IN ('signin', 'token', 'mfa', 'mail_access')
        AND event_uid NOT IN (SELECT event_uid FROM hostile WHERE event_uid IS NOT NULL)
),

others AS (
    SELECT client, count(DISTINCT account) AS accounts
    FROM (
        SELECT account, fingerprint AS client FROM entries
        UNION ALL
        SELECT account, user_agent AS client FROM entries
    )
    WHERE client IN (SELECT client FROM used)
    GROUP BY client
)

SELECT
    used.campaign_id,
    used.client,
    used.sessions,
    coalesce(others.accounts, 0) AS others,
    (SELECT count(DISTINCT account) FROM entries) AS everybody
FROM used
LEFT JOIN others ON used.client = others.client
ORDER BY used.campaign_id, used.client
