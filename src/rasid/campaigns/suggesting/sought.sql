-- How often each account was tried by strangers who are surely none of its own ($home_bits against),
-- counted as the lesser of their addresses and their days, so that one visitor who stays is one.
-- The id rests on a session too: whoever has no logs cannot try addresses against it.
-- What tries many is a list's work: $in_session accounts in a session, $of_address of an address.
CREATE OR REPLACE TEMP TABLE sought AS
WITH strange AS (
    SELECT strangers.*, sessions.source_ip
    FROM strangers
    JOIN sessions ON strangers.session_id = sessions.session_id
    WHERE troubled AND home_bits < $home_bits
),

in_sessions AS (
    SELECT session_id, count(*) AS accounts FROM strange GROUP BY session_id
),

of_addresses AS (
    SELECT source_ip, count(DISTINCT account) AS accounts FROM strange GROUP BY source_ip
)

SELECT
    strange.account,
    'suggested-' || substr(
        md5(strange.account || arg_min(strange.session_id, (first_at, strange.session_id))), 1, 8
    ) AS person_id,
    least(count(DISTINCT strange.source_ip), count(DISTINCT first_at::DATE)) AS times,
    sum(events)::BIGINT AS events,
    count(*) AS sessions,
    count(DISTINCT strange.source_ip) AS sources,
    count(DISTINCT first_at::DATE) AS days,
    min(first_at) AS first_seen,
    max(last_at) AS last_seen
FROM strange
JOIN in_sessions ON strange.session_id = in_sessions.session_id
JOIN of_addresses ON strange.source_ip = of_addresses.source_ip
WHERE home_bits < -$home_bits
    AND tactic NOT IN ('look-up', 'recovery opened')
    AND account_exists IS NOT FALSE
    AND in_sessions.accounts <= $in_session
    AND of_addresses.accounts <= $of_address
GROUP BY strange.account
