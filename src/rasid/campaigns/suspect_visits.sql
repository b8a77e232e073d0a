-- The visits of suspects by accounts that are not at home, each with what was tried in a word.
CREATE OR REPLACE TEMP TABLE suspect_visits AS
SELECT
    visits.*,
    CASE
        WHEN follow_ups > 0 THEN 'acts inside'
        WHEN resets > 0 THEN 'reset'
        WHEN signin_successes > 0 AND signin_failures + factor_refusals + recovery_codes > 0
            THEN 'sign-in after trouble'
        WHEN factor_refusals > 0 THEN 'second factor refused'
        WHEN recovery_codes + recovery_failures > 0 THEN 'recovery'
        WHEN signin_failures > 0 THEN 'sign-in refused'
        WHEN recovery_opened > 0 THEN 'recovery opened'
        WHEN lookups > 0 THEN 'look-up'
        WHEN signin_successes > 0 THEN 'sign-in'
        ELSE 'other'
    END AS tactic
FROM visits
WHERE home_bits < $home_bits
