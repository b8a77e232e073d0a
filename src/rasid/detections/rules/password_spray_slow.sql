-- title: Slow password spray: one network and client, few tries a day, many accounts over weeks
-- reads: events
-- lookback: 30d
-- level: high
-- bits: 7
-- attack: T1110.003
-- parameter: least_accounts integer (accounts) = 15; over a month fewer can be people who share a
--   network and browser
-- parameter: least_days integer (days) = 3; what is done within two days is seen as fast
-- parameter: most_tries number (failures an account a day) = 3; a patient group stays below the
--   lockout
-- parameter: most_entered number (accounts entered per account refused) = 0.5; where honest
--   people are, most get in
-- false positives: a broken client version in one mobile network, before an update; a badly
--   set-up proxy of an office
-- blind spots: a group that changes its network and client each day
-- triage: compare the accounts with your list of protected people; look for a success from the
--   same network later
WITH strange AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, network, client
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('failure', 'blocked')
        AND coalesce(reason, '') NOT LIKE 'mfa%'
        AND account IS NOT NULL
        AND network <> ''
        AND NOT coalesce(at_home, false)
),

days AS (
    SELECT network, client, account, CAST(time AS DATE) AS day, count(*) AS tries
    FROM strange
    GROUP BY network, client, account, CAST(time AS DATE)
),

refused AS (
    SELECT
        network,
        client,
        count(DISTINCT account) AS accounts,
        count(DISTINCT day) AS days,
        sum(tries) AS tries
    FROM days
    GROUP BY network, client
    HAVING count(DISTINCT account) >= $least_accounts
        AND count(DISTINCT day) >= $least_days
        AND sum(tries) <= $most_tries * count(*)
),

entered AS (
    SELECT refused.network, refused.client, count(DISTINCT events.account) AS accounts
    FROM events
    JOIN refused ON events.network = refused.network AND events.client = refused.client
    WHERE events.action IN ('signin', 'token') AND events.outcome = 'success'
    GROUP BY refused.network, refused.client
),

found AS (
    SELECT
        refused.network,
        refused.client,
        refused.accounts AS value,
        refused.network || ' ' || refused.client AS subject,
        CAST(refused.accounts AS VARCHAR) || ' accounts refused on '
            || CAST(refused.days AS VARCHAR) || ' days to one client of ' || refused.network
            || ', ' || CAST(refused.tries AS VARCHAR) || ' tries in all' AS reason
    FROM refused
    LEFT JOIN entered
        ON refused.network = entered.network AND refused.client = entered.client
    WHERE coalesce(entered.accounts, 0) <= $most_entered * refused.accounts
)

SELECT
    found.subject,
    strange.time,
    strange.provider,
    strange.tenant,
    strange.event_uid,
    strange.account,
    strange.source_ip,
    strange.session_id,
    found.value,
    found.reason
FROM strange
JOIN found ON strange.network = found.network AND strange.client = found.client
