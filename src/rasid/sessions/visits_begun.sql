-- One account in one session: what was done to it; whether it is at home there is not known yet.
CREATE OR REPLACE TEMP TABLE visits AS
SELECT
    party,
    session_id,
    account,
    first_at,
    last_at,
    events,
    CAST(NULL AS DOUBLE) AS home_bits,
    account_exists,
    lookups,
    recovery_opened,
    recovery_codes,
    recovery_failures,
    resets,
    signin_failures,
    signin_successes,
    factor_refusals,
    follow_ups,
    follow_up_kinds
FROM visited
