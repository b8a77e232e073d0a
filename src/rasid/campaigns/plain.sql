-- Suspect sessions of which nothing is particular: of the only account at their address, which is
-- nobody's on the roster and of no organisation of such, and what anybody tries.
CREATE OR REPLACE TEMP TABLE plain AS
WITH told AS (
    SELECT
        suspects.session_id,
        suspects.source_ip,
        strangers.account,
        strangers.tactic IN (SELECT unnest($plain))
        AND NOT strangers.colleague
        AND strangers.account_exists IS DISTINCT FROM FALSE
        AND strangers.account NOT IN (SELECT account FROM known_accounts) AS plain
    FROM suspects
    JOIN strangers ON suspects.session_id = strangers.session_id
    WHERE suspects.source_ip <> ''
),

alone AS (
    SELECT source_ip
    FROM told
    GROUP BY source_ip
    HAVING bool_and(plain) AND count(DISTINCT account) = 1
)

SELECT session_id, source_ip
FROM suspects
WHERE source_ip IN (SELECT source_ip FROM alone)
