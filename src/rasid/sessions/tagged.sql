-- Each event of the window that names an account, with its session.
--
-- A source is an address and a client (+ device where logged); a pause of $gap_seconds ends its
-- session. A client that some records fingerprint and others only name by user agent is one
-- client where address and user agent leave no doubt.
CREATE OR REPLACE TEMP TABLE tagged AS
WITH windowed AS (
    SELECT
        *,
        coalesce(source_ip, '') AS place,
        coalesce(device, '') AS known_device
    FROM events
    WHERE time >= $start AND time < $end AND account IS NOT NULL AND account <> ''
),

sole_fingerprints AS (
    SELECT place, user_agent, min(fingerprint) AS fingerprint
    FROM windowed
    WHERE fingerprint IS NOT NULL AND user_agent IS NOT NULL
    GROUP BY place, user_agent
    HAVING count(DISTINCT fingerprint) = 1
),

clients AS (
    SELECT
        windowed.* EXCLUDE (fingerprint),
        coalesce(
            windowed.fingerprint, sole_fingerprints.fingerprint, windowed.user_agent, ''
        ) AS fingerprint
    FROM windowed
    LEFT JOIN sole_fingerprints
        ON windowed.place = sole_fingerprints.place
        AND windowed.user_agent = sole_fingerprints.user_agent
),

sources AS (
    SELECT
        *,
        md5(concat_ws(chr(31), provider, place, fingerprint, known_device)) AS source
    FROM clients
),

pauses AS (
    SELECT
        *,
        lag(time) OVER by_time AS previous_at
    FROM sources
    WINDOW by_time AS (PARTITION BY source ORDER BY time, event_uid)
),

numbered AS (
    SELECT
        *,
        sum(
            CASE
                WHEN previous_at IS NULL THEN 1
                WHEN epoch_ms(time) - epoch_ms(previous_at) > 1000 * $gap_seconds THEN 1
                ELSE 0
            END
        ) OVER (
            PARTITION BY source ORDER BY time, event_uid
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS session_number
    FROM pauses
)

SELECT
    substr(
        md5(
            source
            || epoch_ms(min(time) OVER (PARTITION BY source, session_number))::VARCHAR
        ),
        1, 16
    ) AS session_id,
    event_uid,
    time,
    provider,
    action,
    outcome,
    reason,
    account,
    CASE WHEN actor_account = account THEN '' ELSE coalesce(actor_account, '') END AS actor_account,
    account_exists,
    source_ip,
    CASE
        WHEN asn IS NOT NULL THEN 'AS' || asn::VARCHAR
        WHEN contains(place, ':') THEN array_to_string(string_split(place, ':')[1:3], ':') || '::/48'
        WHEN place = '' THEN ''
        ELSE regexp_extract(place, '^\d+\.\d+\.\d+') || '.0/24'
    END AS network,
    coalesce(country, '') AS country,
    fingerprint,
    known_device AS device,
    app,
    protocol,
    raw_file,
    raw_line
FROM numbered
