-- One account in one session: what was done to it, and whether it is at home there.
CREATE OR REPLACE TEMP TABLE visits AS
SELECT
    visited.session_id,
    visited.account,
    visited.first_at,
    visited.last_at,
    visited.events,
    visit_homes.home_bits,
    visited.account_exists,
    visited.lookups,
    visited.recovery_opened,
    visited.recovery_codes,
    visited.recovery_failures,
    visited.resets,
    visited.signin_failures,
    visited.signin_successes,
    visited.factor_refusals,
    visited.follow_ups,
    visited.follow_up_kinds
FROM visited
JOIN visit_homes ON visited.party = visit_homes.party
