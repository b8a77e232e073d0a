-- Who was somewhere: each account that a session's events are about, and each signed-in account
-- that did something to another one there, with the things a visit is recognised by. A record may
-- lack network number or country: the session has what any of its records has (`AS…` sorts last).
-- `party` numbers them, since numbers are joined faster than names.
CREATE OR REPLACE TEMP TABLE parties AS
WITH named AS (
    SELECT
        session_id, account, time, source_ip, network, country, fingerprint, device,
        outcome = 'success' AND action IN ('signin', 'token', 'mail_access') AS entered
    FROM tagged
    UNION ALL
    SELECT
        session_id, actor_account, time, source_ip, network, country, fingerprint, device,
        true AS entered
    FROM tagged
    WHERE actor_account <> ''
)

SELECT
    row_number() OVER () AS party,
    session_id,
    account,
    min(time)::DATE AS day,
    bool_or(entered) AS entered,
    any_value(coalesce(source_ip, '')) AS address,
    max(network) AS network,
    max(country) AS country,
    any_value(fingerprint) AS client,
    any_value(device) AS device
FROM named
GROUP BY session_id, account
