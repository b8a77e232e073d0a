-- Each signed-in account that did something to another one, by session.
CREATE OR REPLACE TEMP TABLE acting AS
SELECT
    session_id,
    actor_account AS account,
    any_value(source_ip) AS source_ip,
    max(network) AS network,
    max(country) AS country,
    any_value(fingerprint) AS client,
    any_value(device) AS device,
    min(time) AS first_at
FROM tagged
WHERE actor_account <> ''
GROUP BY session_id, actor_account
