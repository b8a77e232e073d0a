-- Each event of the window that names an account, with its session.
--
-- A source is an address and a client (+ device where logged); a pause of $gap_seconds ends its
-- session. A client that some records fingerprint and others only name by user agent is one
-- client where address and user agent leave no doubt. Sessions are told by few columns, so that
-- the rest of an event need not be sorted.
CREATE OR REPLACE TEMP TABLE tagged AS
WITH windowed AS (
    SELECT
        row_number() OVER () AS event,
        event_uid,
        time,
        provider,
        action,
        outcome,
        reason,
        account,
        actor_account,
        account_exists,
        source_ip,
        coalesce(source_ip, '') AS place,
        asn,
        country,
        fingerprint,
        user_agent,
        coalesce(device, '') AS device,
        coalesce(tenant, '') AS tenant,
        session,
        app,
        protocol,
        mfa_method,
        detail,
        raw_file,
        raw_line
    FROM events
    WHERE time >= $start AND time < $end AND account IS NOT NULL AND account <> ''
),

sole_fingerprints AS (
    SELECT place, user_agent, min(fingerprint) AS fingerprint
    FROM windowed
    WHERE fingerprint IS NOT NULL AND user_agent IS NOT NULL
    GROUP BY place, user_agent
    HAVING min(fingerprint) = max(fingerprint)
),

clients AS (
    SELECT
        windowed.event,
        epoch_ms(windowed.time) AS moment,
        windowed.provider,
        windowed.place,
        windowed.device,
        coalesce(
            windowed.fingerprint, sole_fingerprints.fingerprint, windowed.user_agent, ''
        ) AS fingerprint
    FROM windowed
    LEFT JOIN sole_fingerprints
        ON windowed.fingerprint IS NULL
        AND windowed.place = sole_fingerprints.place
        AND windowed.user_agent = sole_fingerprints.user_agent
),

sources AS (
    SELECT
        event,
        moment,
        fingerprint,
        md5(concat_ws(chr(31), provider, place, fingerprint, device)) AS source
    FROM clients
),

pauses AS (
    SELECT
        *,
        CASE
            WHEN moment - lag(moment) OVER (PARTITION BY source ORDER BY moment) <= 1000 * $gap_seconds
                THEN NULL
            ELSE moment
        END AS started
    FROM sources
),

begun AS (
    SELECT
        event,
        fingerprint,
        source,
        max(started) OVER (PARTITION BY source ORDER BY moment) AS start_at
    FROM pauses
)

SELECT
    substr(md5(begun.source || begun.start_at::VARCHAR), 1, 16) AS session_id,
    windowed.event_uid,
    windowed.time,
    windowed.provider,
    windowed.action,
    windowed.outcome,
    windowed.reason,
    windowed.account,
    CASE
        WHEN windowed.actor_account = windowed.account THEN ''
        ELSE coalesce(windowed.actor_account, '')
    END AS actor_account,
    windowed.account_exists,
    windowed.source_ip,
    CASE
        WHEN windowed.asn IS NOT NULL THEN 'AS' || windowed.asn::VARCHAR
        WHEN contains(windowed.place, ':')
            THEN array_to_string(string_split(windowed.place, ':')[1:3], ':') || '::/48'
        WHEN windowed.place = '' THEN ''
        ELSE regexp_extract(windowed.place, '^\d+\.\d+\.\d+') || '.0/24'
    END AS network,
    coalesce(windowed.country, '') AS country,
    begun.fingerprint,
    windowed.device,
    windowed.tenant,
    windowed.session,
    windowed.app,
    windowed.protocol,
    windowed.mfa_method,
    windowed.detail,
    windowed.raw_file,
    windowed.raw_line
FROM windowed
JOIN begun ON windowed.event = begun.event
