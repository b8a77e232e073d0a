-- Each day of each address with more than $requests requests of which more than $failures failed:
-- its requests, what failed, hours, user agents, network and the accounts' names.
-- A look-up fails where the address asked for is none.
WITH asked AS (
    SELECT
        event_uid,
        source_ip,
        time::DATE AS day,
        hour(time) AS hour,
        account,
        coalesce(user_agent, '') AS user_agent,
        coalesce(asn::VARCHAR, '') AS network,
        outcome IN ('failure', 'blocked') OR account_exists IS FALSE AS failed
    FROM events
    WHERE source_ip IS NOT NULL AND source_ip <> '' AND account IS NOT NULL AND account <> ''
        AND action IN (
            'lookup', 'signin', 'token', 'mfa', 'recovery_start', 'recovery_send',
            'recovery_verify', 'password_reset'
        )
)

SELECT
    list(event_uid ORDER BY event_uid) AS events,
    list(hour ORDER BY hour) AS hours,
    list(DISTINCT account ORDER BY account) AS accounts,
    count(*) FILTER (failed) / count(*) AS failure_share,
    list(DISTINCT user_agent ORDER BY user_agent) AS user_agents,
    min(network) AS network
FROM asked
GROUP BY source_ip, day
HAVING count(*) > $requests AND count(*) FILTER (failed) > $failures * count(*)
ORDER BY count(*) DESC, source_ip, day
LIMIT $most
