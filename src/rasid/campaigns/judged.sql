-- What became of each suspect visit, and of the visits that a slip, a decision or a sample set aside
-- before.
CREATE OR REPLACE TEMP TABLE judged AS
WITH crimes AS (
    SELECT crime.session_id, crime.account, crime.source
    FROM crime
    JOIN background ON crime.source = background.source
),

innocent AS (
    SELECT
        strangers.session_id,
        strangers.account,
        any_value(strangers.tactic) AS tactic,
        min(marked_sessions.decision) AS decision
    FROM strangers
    JOIN marked_sessions ON strangers.session_id = marked_sessions.session_id
    WHERE marked_sessions.decision IN (SELECT unnest($innocent))
    GROUP BY strangers.session_id, strangers.account
),

slips AS (
    SELECT visits.session_id, visits.account
    FROM visits
    LEFT JOIN strangers
        ON visits.session_id = strangers.session_id AND visits.account = strangers.account
    WHERE visits.account_exists IS FALSE
        AND visits.home_bits < $home_bits
        AND strangers.account IS NULL
),

meant AS (
    SELECT
        slips.session_id,
        slips.account,
        arg_min(
            visits.account,
            (levenshtein(left(slips.account, 80), left(visits.account, 80)), visits.account)
        ) AS meant
    FROM slips
    JOIN visits ON slips.session_id = visits.session_id AND slips.account <> visits.account
    GROUP BY slips.session_id, slips.account
)

SELECT
    weighed.* EXCLUDE (place),
    adds.attempts,
    adds.identified,
    adds.attacked,
    adds.compromised,
    coalesce(crimes.source, '') AS source,
    NULL::BIGINT AS decision,
    '' AS meant
FROM weighed
LEFT JOIN adds ON weighed.session_id = adds.session_id AND weighed.account = adds.account
LEFT JOIN crimes ON weighed.session_id = crimes.session_id AND weighed.account = crimes.account
UNION ALL BY NAME
SELECT session_id, account, 'innocent' AS step, '' AS candidate, tactic, '' AS source, decision,
    '' AS meant
FROM innocent
UNION ALL BY NAME
SELECT session_id, account, 'slip' AS step, '' AS candidate, '' AS tactic, '' AS source, meant
FROM meant
UNION ALL BY NAME
SELECT session_id, account, 'unsampled' AS step, '' AS candidate, tactic, '' AS source, '' AS meant
FROM unsampled
