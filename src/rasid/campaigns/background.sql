-- Untargeted crime, by network and client: the visits of `crime`, where they are of $accounts
-- accounts or more.
CREATE OR REPLACE TEMP TABLE background AS
WITH known AS (
    SELECT account FROM met_accounts WHERE shown
),

share AS (
    SELECT
        (SELECT count(*) FROM listed) / greatest(1, (SELECT count(*) FROM known)) AS protected
),

told AS (
    SELECT
        source,
        mode(tactic ORDER BY tactic) FILTER (troubled) AS tactic,
        min(first_at) AS first_seen,
        max(last_at) AS last_seen,
        count(DISTINCT crime.session_id) AS sessions,
        sum(events)::BIGINT AS events,
        count(DISTINCT crime.account) AS accounts,
        count(DISTINCT crime.account) FILTER (known.account IS NOT NULL) AS existing,
        count(DISTINCT known_accounts.roster_account) FILTER (protected) AS protected,
        count(DISTINCT crime.account) FILTER (let_in) AS entered
    FROM crime
    LEFT JOIN known_accounts ON crime.account = known_accounts.account
    LEFT JOIN known ON crime.account = known.account
    GROUP BY source
)

SELECT
    told.source,
    CASE
        WHEN tactic = 'look-up' THEN 'harvesting'
        WHEN tactic LIKE 'recovery%' THEN 'recovery abuse'
        WHEN tactic LIKE 'second factor refused%' THEN 'factor prompting'
        WHEN told.events > $guesses * told.accounts THEN 'guessing'
        ELSE 'stuffing'
    END AS kind,
    told.first_seen,
    told.last_seen,
    told.sessions,
    told.events,
    told.accounts,
    told.protected,
    told.existing * share.protected AS expected_protected,
    told.entered
FROM told
CROSS JOIN share
WHERE told.accounts >= $accounts
