-- title: Recovery abuse: one source begins the recovery of several accounts that are not its own
-- reads: events
-- lookback: 7d
-- level: medium
-- bits: 5
-- attack: T1589.002, T1098
-- parameter: least_accounts integer (accounts a day) = 4; a family or a help desk recovers fewer,
--   or gets in
-- parameter: most_reset number (share) = 0.25; who recovers accounts in earnest completes most
-- false positives: a school or an office on the day that everybody was told to change passwords
-- blind spots: one account a day; providers that do not log recovery
-- triage: see which recovery contacts the pages showed to the source, and tell the people
WITH begun AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id, network, client,
        CAST(time AS DATE) AS day, action, outcome
    FROM events
    WHERE action IN ('recovery_start', 'recovery_send', 'recovery_verify', 'password_reset')
        AND account IS NOT NULL
        AND network <> ''
        AND NOT coalesce(at_home, false)
),

found AS (
    SELECT
        network,
        client,
        day,
        count(DISTINCT account) AS accounts,
        count(DISTINCT CASE WHEN action = 'recovery_send' THEN account END) AS codes
    FROM begun
    GROUP BY network, client, day
    HAVING count(DISTINCT account) >= $least_accounts
        AND count(
            DISTINCT CASE WHEN action = 'password_reset' AND outcome = 'success' THEN account END
        ) <= $most_reset * count(DISTINCT account)
)

SELECT
    found.network || ' ' || found.client || ' ' || CAST(found.day AS VARCHAR) AS subject,
    begun.time,
    begun.provider,
    begun.tenant,
    begun.event_uid,
    begun.account,
    begun.source_ip,
    begun.session_id,
    found.accounts AS value,
    'recovery of ' || CAST(found.accounts AS VARCHAR) || ' accounts begun within a day, codes of '
        || CAST(found.codes AS VARCHAR) || ' asked for' AS reason
FROM begun
JOIN found
    ON begun.network = found.network AND begun.client = found.client AND begun.day = found.day
