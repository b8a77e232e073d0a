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
WITH tries AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, network, client,
        outcome, coalesce(at_home, false) AS at_home
    FROM events
    WHERE action IN ('signin', 'token')
        AND outcome IN ('success', 'failure', 'blocked')
        AND coalesce(reason, '') NOT LIKE 'mfa%'
        AND account IS NOT NULL
        AND network <> ''
),

strange AS (
    SELECT network, client, account, CAST(time AS DATE) AS day, count(*) AS tries
    FROM tries
    WHERE outcome <> 'success' AND NOT at_home
    GROUP BY network, client, account, CAST(time AS DATE)
),

refused AS (
    SELECT
        network,
        client,
        count(DISTINCT account) AS accounts,
        count(DISTINCT day) AS days,
        sum(tries) AS tries,
        count(*) AS account_days
    FROM strange
    GROUP BY network, client
    HAVING count(DISTINCT account) >= $least_accounts
        AND count(DISTINCT day) >= $least_days
        AND sum(tries) <= $most_tries * count(*)
),

entered AS (
    SELECT tries.network, tries.client, count(DISTINCT tries.account) AS accounts
    FROM tries
    JOIN refused ON tries.network = refused.network AND tries.client = refused.client
    WHERE tries.outcome = 'success'
    GROUP BY tries.network, tries.client
),

found AS (
    SELECT refused.*
    FROM refused
    LEFT JOIN entered
        ON refused.network = entered.network AND refused.client = entered.client
    WHERE coalesce(entered.accounts, 0) <= $most_entered * refused.accounts
)

SELECT
    found.network || ' ' || found.client AS subject,
    tries.time,
    tries.provider,
    tries.tenant,
    tries.event_uid,
    tries.account,
    tries.source_ip,
    tries.session_id,
    found.accounts AS value,
    CAST(found.accounts AS VARCHAR) || ' accounts refused on ' || CAST(found.days AS VARCHAR)
        || ' days to one client of ' || found.network || ', '
        || CAST(found.tries AS VARCHAR) || ' tries in all' AS reason
FROM tries
JOIN found ON tries.network = found.network AND tries.client = found.client
WHERE tries.outcome <> 'success' AND NOT tries.at_home
