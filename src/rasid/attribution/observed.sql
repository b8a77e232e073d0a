-- What each campaign was seen with, but for what takes reasoning: techniques, hours, preferences.
CREATE OR REPLACE TEMP TABLE observed_plainly AS
WITH rows AS (
    SELECT
        hostile.campaign_id,
        hostile.session_id,
        hostile.time,
        hostile.source_ip,
        places.network,
        told.fingerprint,
        told.user_agent,
        told.domain
    FROM hostile
    LEFT JOIN (
        SELECT session_id, max(network) AS network
        FROM sessions
        WHERE session_id IN (SELECT session_id FROM hostile)
        GROUP BY session_id
    ) AS places
        ON hostile.session_id = places.session_id
    LEFT JOIN (
        SELECT
            event_uid,
            max(fingerprint) AS fingerprint,
            max(user_agent) AS user_agent,
            max(CASE
                WHEN action = 'link_click'
                    THEN lower(regexp_extract(detail, '^(?:https?://)?([^/:?#\s]+\.[^/:?#\s]+)', 1))
            END) AS domain
        FROM events
        WHERE event_uid IN (SELECT event_uid FROM hostile)
        GROUP BY event_uid
    ) AS told
        ON hostile.event_uid = told.event_uid
),

pairs AS (
    SELECT campaign_id, session_id, time, 'address' AS kind, source_ip AS value FROM rows
    UNION ALL
    SELECT campaign_id, session_id, time, 'network', network FROM rows
    UNION ALL
    SELECT campaign_id, session_id, time, 'fingerprint', fingerprint FROM rows
    UNION ALL
    SELECT campaign_id, session_id, time, 'user_agent', user_agent FROM rows
    UNION ALL
    SELECT campaign_id, session_id, time, 'domain', domain FROM rows
    UNION ALL
    SELECT campaign_id, session_id, time, 'month', strftime(time, '%Y-%m') FROM rows
)

SELECT
    campaign_id,
    kind,
    value,
    min(time) AS first_seen,
    max(time) AS last_seen,
    count(DISTINCT session_id) AS sessions
FROM pairs
WHERE value IS NOT NULL AND value <> ''
GROUP BY campaign_id, kind, value
ORDER BY campaign_id, kind, value
