-- The addresses, fingerprints and clients that a campaign came with, as it used them and as
-- everybody else does: how many other accounts get in with them, and how many protected ones do.
--
-- A protected account counts although the campaign went for it: its owner's own address must not
-- be told. Of everybody else, those whom the campaign went for are left out: an entry may have been
-- missed.
WITH mine AS (
    SELECT
        hostile.event_uid,
        hostile.session_id,
        hostile.time,
        hostile.source_ip,
        events.fingerprint,
        events.user_agent,
        events.asn,
        events.as_name,
        events.country
    FROM hostile
    LEFT JOIN events ON hostile.event_uid = events.event_uid AND hostile.time = events.time
    WHERE hostile.campaign_id = $campaign
),

spread AS (
    SELECT 'address' AS kind, source_ip AS value, * FROM mine
    UNION ALL
    SELECT 'fingerprint' AS kind, fingerprint AS value, * FROM mine
    UNION ALL
    SELECT 'client' AS kind, user_agent AS value, * FROM mine
),

used AS (
    SELECT
        kind,
        value,
        min(time) AS first_seen,
        max(time) AS last_seen,
        count(DISTINCT event_uid) AS events,
        count(DISTINCT session_id) AS sessions,
        max(asn) FILTER (kind = 'address') AS asn,
        max(as_name) FILTER (kind = 'address') AS as_name,
        max(country) FILTER (kind = 'address') AS country
    FROM spread
    WHERE value IS NOT NULL AND value <> ''
    GROUP BY kind, value
),

touched AS (
    SELECT DISTINCT account FROM hostile WHERE account IS NOT NULL
),

protected AS (
    SELECT DISTINCT account FROM roster WHERE account IS NOT NULL
),

entries AS (
    SELECT account, source_ip, fingerprint, user_agent
    FROM events
    WHERE
        outcome = 'success' AND action IN ('signin', 'token', 'mfa', 'mail_access')
        AND event_uid NOT IN (SELECT event_uid FROM hostile WHERE event_uid IS NOT NULL)
),

others AS (
    SELECT
        kind,
        value,
        count(DISTINCT account) FILTER (account NOT IN (SELECT account FROM touched)) AS others,
        count(DISTINCT account) FILTER (account IN (SELECT account FROM protected)) AS protected
    FROM (
        SELECT 'address' AS kind, source_ip AS value, account FROM entries
        UNION ALL
        SELECT 'fingerprint' AS kind, fingerprint AS value, account FROM entries
        UNION ALL
        SELECT 'client' AS kind, user_agent AS value, account FROM entries
    )
    WHERE value IN (SELECT value FROM used)
    GROUP BY kind, value
)

SELECT
    used.kind,
    used.value,
    used.first_seen,
    used.last_seen,
    used.events,
    used.sessions,
    coalesce(others.others, 0) AS others,
    coalesce(others.protected, 0) AS protected,
    used.asn,
    coalesce(used.as_name, '') AS as_name,
    coalesce(used.country, '') AS country
FROM used
LEFT JOIN others ON used.kind = others.kind AND used.value = others.value
ORDER BY used.kind, used.value
