-- What each campaign did to each account, and to each address that is none.
CREATE OR REPLACE TEMP TABLE went_for AS
WITH real AS (
    SELECT account FROM met_accounts WHERE shown
),

named AS (
    SELECT account, arg_min(session_id, (time, event_uid)) AS first_session
    FROM hostile
    GROUP BY account
)

SELECT
    hostile.campaign_id,
    hostile.account,
    'suggested-' || substr(md5(hostile.account || named.first_session), 1, 8) AS person_id,
    bool_or(hostile.person_id <> '') AS listed,
    real.account IS NULL AND bool_or(hostile.account_exists IS FALSE) AS is_none,
    count(*) AS events,
    count(DISTINCT hostile.session_id) AS sessions,
    count(DISTINCT hostile.source_ip) AS sources,
    count(DISTINCT hostile.time::DATE) AS days,
    min(hostile.time) AS first_seen,
    max(hostile.time) AS last_seen,
    min(hostile.time) FILTER (stage = 'discover') AS asked_at,
    max(hostile.time) FILTER (stage <> 'discover') AS tried_at,
    bool_or(stage IN ('compromise', 'exploit')) AS entered
FROM hostile
JOIN named ON hostile.account = named.account
LEFT JOIN real ON hostile.account = real.account
GROUP BY hostile.campaign_id, hostile.account, named.first_session, real.account
