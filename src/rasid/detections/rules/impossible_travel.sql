-- title: Impossible travel: two countries within hours, one of them unknown to the account
-- reads: events, profiles, commonness
-- lookback: 14d
-- level: medium
-- bits: 4
-- attack: T1078
-- parameter: within duration = 3h; no flight between two countries, with its check-in, is shorter
--   door to door
-- parameter: shared integer (accounts) = 4; a network that so many people sign in from is a
--   mobile operator, a VPN or another exit that is shared
-- parameter: shared_share number (share of accounts) = 0.001; in a large service it takes so
--   large a share
-- parameter: rare_client number (share of accounts) = 0.02; a client that fewer have is the same
--   device wherever it appears
-- false positives: a new VPN; a colleague who signs in for the person; a mail app that fetches
--   through its maker's servers
-- blind spots: an intruder in the person's own country, or behind an exit that many honest people
--   share
-- triage: see which of the two networks is not the account's; ask the person about that one
WITH entries AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, country, network,
        client, device
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome = 'success'
        AND account IS NOT NULL
        AND country <> ''
        AND network <> ''
),

travellers AS (
    SELECT DISTINCT account
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome = 'success'
        AND place_level = 'none'
),

ordered AS (
    SELECT
        entries.*,
        lag(entries.time) OVER account_time AS last_time,
        lag(entries.event_uid) OVER account_time AS last_uid,
        lag(entries.country) OVER account_time AS last_country,
        lag(entries.network) OVER account_time AS last_network,
        lag(entries.client) OVER account_time AS last_client,
        lag(entries.device) OVER account_time AS last_device
    FROM entries
    JOIN travellers ON entries.account = travellers.account
    WINDOW account_time AS (PARTITION BY entries.account ORDER BY entries.time, entries.event_uid)
),

crowds AS (
    SELECT value AS network, count(*) AS accounts
    FROM profiles
    WHERE kind = 'network'
    GROUP BY value
),

people AS (
    SELECT count(*) AS accounts FROM profiles WHERE kind = 'any'
),

jumps AS (
    SELECT
        ordered.*,
        coalesce(here.first_day < CAST(ordered.time AS DATE), false) AS known_here,
        coalesce(there.first_day < CAST(ordered.last_time AS DATE), false) AS known_there,
        coalesce(land.first_day < CAST(ordered.time AS DATE), false) AS land_here,
        coalesce(land_before.first_day < CAST(ordered.last_time AS DATE), false) AS land_there,
        coalesce(crowd_here.accounts, 0) AS crowd_here,
        coalesce(crowd_there.accounts, 0) AS crowd_there,
        greatest($shared, $shared_share * people.accounts) AS crowd
    FROM ordered
    CROSS JOIN people
    LEFT JOIN profiles AS here
        ON here.kind = 'network' AND here.account = ordered.account
        AND here.value = ordered.network
    LEFT JOIN profiles AS there
        ON there.kind = 'network' AND there.account = ordered.account
        AND there.value = ordered.last_network
    LEFT JOIN profiles AS land
        ON land.kind = 'country' AND land.account = ordered.account
        AND land.value = ordered.country
    LEFT JOIN profiles AS land_before
        ON land_before.kind = 'country' AND land_before.account = ordered.account
        AND land_before.value = ordered.last_country
    LEFT JOIN crowds AS crowd_here ON crowd_here.network = ordered.network
    LEFT JOIN crowds AS crowd_there ON crowd_there.network = ordered.last_network
    LEFT JOIN commonness AS crowd_client
        ON crowd_client.kind = 'client' AND crowd_client.value = ordered.client
    WHERE ordered.country <> ordered.last_country
        AND ordered.network <> ordered.last_network
        AND ordered.time < ordered.last_time + $within
        AND NOT coalesce(ordered.device <> '' AND ordered.device = ordered.last_device, false)
        AND NOT (
            coalesce(ordered.client = ordered.last_client, false)
            AND coalesce(crowd_client.share, 1.0) < $rare_client
        )
),

strange AS (
    SELECT
        *,
        date_diff('minute', last_time, time) AS minutes
    FROM jumps
    WHERE (known_there AND NOT known_here AND NOT land_here AND crowd_here < crowd)
        OR (known_here AND NOT known_there AND NOT land_there AND crowd_there < crowd)
)

SELECT
    entries.account || ' ' || CAST(CAST(strange.time AS DATE) AS VARCHAR) AS subject,
    entries.time,
    entries.provider,
    entries.tenant,
    entries.event_uid,
    entries.account,
    entries.source_ip,
    entries.session_id,
    CAST(-strange.minutes AS DOUBLE) AS value,
    strange.last_country || ' and ' || strange.country || ' within '
        || CAST(strange.minutes AS VARCHAR) || ' minutes, one of them new to the account' AS reason
FROM entries
JOIN strange
    ON entries.account = strange.account
    AND (entries.event_uid = strange.event_uid OR entries.event_uid = strange.last_uid)
