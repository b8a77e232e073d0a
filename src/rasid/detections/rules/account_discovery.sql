-- title: Account discovery: one source asks which of many addresses are accounts
-- reads: events
-- lookback: 30d
-- level: medium
-- bits: 5
-- attack: T1589.002
-- parameter: least_accounts integer (accounts) = 20; a help desk or a person looking colleagues
--   up stays below, or is at home
-- parameter: times_usual number (times) = 5; as many times what the median of the smaller sources
--   asks for, learnt from the logs
-- parameter: most_entered number (share) = 0.1; of a source's look-ups honest people sign in
--   after most
-- false positives: a help desk that works without signing in; a migration tool that checks
--   addresses; a scanner
-- blind spots: a group that asks from a new address and client each time; providers that log no
--   look-ups
-- triage: look at which addresses do not exist: they show what list is being guessed, and whom it
--   resembles
WITH asked AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, network, client,
        account_exists
    FROM events
    WHERE action IN ('lookup', 'recovery_start')
        AND account IS NOT NULL
        AND network <> ''
        AND NOT coalesce(at_home, false)
),

sources AS (
    SELECT
        network,
        client,
        count(DISTINCT account) AS accounts,
        count(*) AS asks,
        count(DISTINCT CAST(time AS DATE)) AS days,
        count(*) FILTER (WHERE account_exists IS FALSE) AS unknown
    FROM asked
    GROUP BY network, client
),

usual AS (
    SELECT coalesce(median(accounts), 0) AS accounts
    FROM sources
    WHERE accounts < $least_accounts
),

many AS (
    SELECT sources.*
    FROM sources
    CROSS JOIN usual
    WHERE sources.accounts >= $least_accounts
        AND sources.accounts >= $times_usual * usual.accounts
),

sought AS (
    SELECT DISTINCT asked.network, asked.client, asked.account
    FROM asked
    JOIN many ON asked.network = many.network AND asked.client = many.client
),

entered AS (
    SELECT sought.network, sought.client, count(DISTINCT sought.account) AS accounts
    FROM events
    JOIN sought
        ON events.account = sought.account AND events.network = sought.network
        AND events.client = sought.client
    WHERE events.action IN ('signin', 'token') AND events.outcome = 'success'
    GROUP BY sought.network, sought.client
),

found AS (
    SELECT
        many.network,
        many.client,
        many.accounts AS value,
        many.network || ' ' || many.client AS subject,
        CAST(many.accounts AS VARCHAR) || ' accounts asked for on ' || CAST(many.days AS VARCHAR)
            || ' days by one client of ' || many.network || ', '
            || CAST(many.unknown AS VARCHAR) || ' of ' || CAST(many.asks AS VARCHAR)
            || ' times for none that exists' AS reason
    FROM many
    LEFT JOIN entered ON many.network = entered.network AND many.client = entered.client
    WHERE coalesce(entered.accounts, 0) <= $most_entered * many.accounts
)

SELECT
    found.subject,
    asked.time,
    asked.provider,
    asked.tenant,
    asked.event_uid,
    asked.account,
    asked.source_ip,
    asked.session_id,
    found.value,
    found.reason
FROM asked
JOIN found ON asked.network = found.network AND asked.client = found.client
