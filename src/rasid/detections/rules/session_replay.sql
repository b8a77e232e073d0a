-- title: A session used from another network and client than it was begun from: a stolen cookie
--   or token
-- reads: events
-- lookback: 7d
-- level: high
-- bits: 7
-- attack: T1539, T1550.004
-- false positives: a browser update on the day of a change of network; a provider that gives
--   several devices one session
-- blind spots: a thief who copies the client's user agent; providers that log no session
-- triage: end the session, not only change the password: the cookie outlives it
WITH used AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, session, network, client,
        device, coalesce(place_level, 'none') AS place_level
    FROM events
    WHERE session <> ''
        AND account IS NOT NULL
        AND network <> ''
        AND client <> ''
        AND outcome = 'success'
),

strangers AS (
    SELECT DISTINCT provider, account, session
    FROM events
    WHERE session <> ''
        AND outcome = 'success'
        AND coalesce(place_level, 'none') IN ('country', 'none')
        AND NOT coalesce(at_home, false)
),

spread AS (
    SELECT used.provider, used.account, used.session
    FROM used
    JOIN strangers
        ON used.provider = strangers.provider AND used.account = strangers.account
        AND used.session = strangers.session
    GROUP BY used.provider, used.account, used.session
    HAVING min(used.network) <> max(used.network) AND min(used.client) <> max(used.client)
),

ordered AS (
    SELECT
        used.*,
        first_value(used.network) OVER session_time AS first_network,
        first_value(used.client) OVER session_time AS first_client,
        first_value(used.device) OVER session_time AS first_device
    FROM used
    JOIN spread
        ON used.provider = spread.provider AND used.account = spread.account
        AND used.session = spread.session
    WINDOW session_time AS (
        PARTITION BY used.provider, used.account, used.session
        ORDER BY used.time, used.event_uid
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
)

SELECT
    ordered.account || ' ' || ordered.session AS subject,
    ordered.time,
    ordered.provider,
    ordered.tenant,
    ordered.event_uid,
    ordered.account,
    ordered.source_ip,
    ordered.session_id,
    1.0 AS value,
    'the session was begun in ' || ordered.first_network || ' with another client than it has in '
        || ordered.network AS reason
FROM ordered
WHERE ordered.network <> ordered.first_network
    AND ordered.client <> ordered.first_client
    AND NOT coalesce(ordered.device <> '' AND ordered.device = ordered.first_device, false)
    AND ordered.place_level IN ('country', 'none')
