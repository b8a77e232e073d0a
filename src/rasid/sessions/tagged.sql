-- Each event of the window that names an account, with its session.
--
-- A source is an address and a client (+ device where logged); a pause of $gap_seconds ends its
-- session. A client that some records fingerprint and others only name by user agent is one
-- client where address and user agent leave no doubt.
--
-- Sessions are told by moments of sources, without the rest of an event, which so need be neither
-- sorted nor held twice. There a source is the number of what it is known by.
--
-- Where no network of a provider's addresses is known, an address's /16 stands in: of two announced
-- IPv4 addresses in one, 85 % are of one network (by the packaged tables), and two of one network
-- hardly ever share a /24. Where others are known, that would lump together what they tell apart:
-- there the /24 stands in.
--
-- `inside` is the kind of what was done in an account: 1 reading mail, 2 leading it out, 4 a way
-- in; 0 for all else.
CREATE OR REPLACE TEMP TABLE tagged AS
WITH windowed AS NOT MATERIALIZED (
    SELECT
        *,
        epoch_ms(time) AS moment,
        coalesce(source_ip, '') AS place,
        coalesce(device, '') AS machine
    FROM events
    WHERE time >= $start AND time < $end AND account IS NOT NULL AND account <> ''
),

nameless AS (
    SELECT DISTINCT place
    FROM windowed
    WHERE fingerprint IS NULL AND user_agent IS NOT NULL
),

sole_fingerprints AS (
    SELECT windowed.place, windowed.user_agent, min(windowed.fingerprint) AS fingerprint
    FROM windowed
    JOIN nameless ON windowed.place = nameless.place
    WHERE windowed.fingerprint IS NOT NULL AND windowed.user_agent IS NOT NULL
    GROUP BY windowed.place, windowed.user_agent
    HAVING min(windowed.fingerprint) = max(windowed.fingerprint)
),

clients AS NOT MATERIALIZED (
    SELECT
        windowed.*,
        coalesce(
            windowed.fingerprint, sole_fingerprints.fingerprint, windowed.user_agent, ''
        ) AS client
    FROM windowed
    LEFT JOIN sole_fingerprints
        ON windowed.fingerprint IS NULL
        AND windowed.place = sole_fingerprints.place
        AND windowed.user_agent = sole_fingerprints.user_agent
),

sourced AS NOT MATERIALIZED (
    SELECT
        *,
        number_of(concat_ws(chr(31), provider, place, client, machine)) AS source
    FROM clients
),

naming AS (
    SELECT DISTINCT provider FROM windowed WHERE asn IS NOT NULL
),

moments AS (
    SELECT DISTINCT source, moment FROM sourced
),

pauses AS (
    SELECT
        *,
        CASE
            WHEN moment - lag(moment) OVER (PARTITION BY source ORDER BY moment) <= 1000 * $gap_seconds
                THEN NULL
            ELSE moment
        END AS started
    FROM moments
),

begun AS (
    SELECT
        source,
        moment,
        max(started) OVER (PARTITION BY source ORDER BY moment) AS start_at
    FROM pauses
)

SELECT
    substr(
        md5(
            md5(
                concat_ws(
                    chr(31), sourced.provider, sourced.place, sourced.client, sourced.machine
                )
            ) || CAST(begun.start_at AS VARCHAR)
        ),
        1,
        16
    ) AS session_id,
    sourced.event_uid,
    sourced.time,
    sourced.provider,
    sourced.action,
    sourced.outcome,
    CASE
        WHEN sourced.outcome <> 'success' THEN 0
        WHEN sourced.action IN ('mail_access', 'mail_export') THEN 1
        WHEN sourced.action IN ('forwarding_rule', 'delegate') THEN 2
        WHEN sourced.action IN ('app_password', 'recovery_contact_change', 'mfa_change', 'consent')
            THEN 4
        ELSE 0
    END::UTINYINT AS inside,
    sourced.reason,
    sourced.account,
    CASE
        WHEN sourced.actor_account = sourced.account THEN ''
        ELSE coalesce(sourced.actor_account, '')
    END AS actor_account,
    sourced.account_exists,
    sourced.source_ip,
    CASE
        WHEN sourced.asn IS NOT NULL THEN 'AS' || sourced.asn::VARCHAR
        WHEN contains(sourced.place, ':')
            THEN array_to_string(string_split(sourced.place, ':')[1:3], ':') || '::/48'
        WHEN sourced.place = '' THEN ''
        WHEN naming.provider IS NULL
            THEN regexp_extract(sourced.place, '^\d+\.\d+') || '.0.0/16'
        ELSE regexp_extract(sourced.place, '^\d+\.\d+\.\d+') || '.0/24'
    END AS network,
    coalesce(sourced.country, '') AS country,
    sourced.client AS fingerprint,
    sourced.machine AS device,
    coalesce(sourced.tenant, '') AS tenant,
    sourced.session,
    sourced.app,
    sourced.protocol,
    sourced.mfa_method,
    sourced.detail
FROM sourced
JOIN begun ON sourced.source = begun.source AND sourced.moment = begun.moment
LEFT JOIN naming ON sourced.provider = naming.provider
