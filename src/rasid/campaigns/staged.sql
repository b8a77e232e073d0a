-- The hostile events of the chosen visits, each with its stage; an event of no stage is left out.
-- A recovery is only discovery where no code was asked for in the same visit.
CREATE OR REPLACE TEMP TABLE staged AS
WITH ours AS (
    SELECT
        tagged.*,
        chosen.number,
        chosen.bits,
        chosen.reason AS why,
        bool_or(action IN ('recovery_send', 'recovery_verify', 'password_reset')) OVER (
            PARTITION BY tagged.session_id, tagged.account
        ) AS code_asked
    FROM tagged
    JOIN chosen ON tagged.session_id = chosen.session_id AND tagged.account = chosen.account
),

told AS (
    SELECT
        *,
        CASE
            WHEN action = 'lookup' THEN 'discover'
            WHEN action = 'recovery_start' AND NOT code_asked THEN 'discover'
            WHEN action IN ('recovery_start', 'recovery_send', 'recovery_verify') THEN 'attack'
            WHEN action IN ('mfa', 'consent', 'link_click') THEN 'attack'
            WHEN action IN ('signin', 'token', 'password_reset', 'password_change')
                THEN CASE WHEN outcome = 'success' THEN 'compromise' ELSE 'attack' END
            WHEN action IN (
                'app_password', 'recovery_contact_change', 'mfa_change', 'forwarding_rule',
                'delegate', 'mail_access', 'mail_export'
            ) THEN CASE WHEN outcome = 'success' THEN 'exploit' ELSE 'attack' END
        END AS stage
    FROM ours
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY event_uid
            ORDER BY list_position(['exploit', 'compromise', 'attack', 'discover'], stage), time
        ) AS turn
    FROM told
    WHERE stage IS NOT NULL
)

SELECT
    ranked.number,
    ranked.event_uid,
    ranked.stage,
    ranked.time,
    ranked.account,
    coalesce(known_accounts.person_id, '') AS person_id,
    coalesce(nullif(known_accounts.category, ''), 'unlisted') AS category,
    ranked.source_ip,
    ranked.session_id,
    ranked.bits,
    ranked.why AS reason,
    ranked.action,
    ranked.outcome,
    ranked.account_exists,
    ranked.provider
FROM ranked
LEFT JOIN known_accounts
    ON ranked.account = known_accounts.account
    AND ranked.time >= known_accounts.listed_from
    AND ranked.time < known_accounts.listed_until
WHERE ranked.turn = 1
