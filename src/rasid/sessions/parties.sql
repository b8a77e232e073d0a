-- Who was somewhere: each account that a session's events are about, and each signed-in account
-- that did something to another one there.
CREATE OR REPLACE TEMP VIEW parties AS
SELECT
    party,
    session_id,
    account,
    day,
    entered,
    coalesce(source_ip, '') AS address,
    network,
    country,
    client,
    device
FROM visited
UNION ALL
SELECT
    party,
    session_id,
    account,
    first_at::DATE AS day,
    true AS entered,
    coalesce(source_ip, '') AS address,
    network,
    country,
    client,
    device
FROM only_acting
