-- One account in one session: what was done to it, and whether it is at home there.
--
-- What a signed-in account did to another one is judged by whether the doer is at home: a help
-- desk that looks people up is no stranger.
WITH judged AS (
    SELECT doers.party, min(home_weights.home_bits) AS home_bits
    FROM doers
    JOIN home_weights ON doers.doer = home_weights.party
    GROUP BY doers.party
)

SELECT
    parties.session_id,
    parties.account,
    parties.first_at,
    parties.last_at,
    parties.events,
    parties.account_exists,
    parties.lookups,
    parties.recovery_opened,
    parties.recovery_codes,
    parties.recovery_failures,
    parties.resets,
    parties.signin_failures,
    parties.signin_successes,
    parties.factor_refusals,
    parties.follow_ups,
    CASE
        WHEN parties.by_others THEN greatest(home_weights.home_bits, judged.home_bits)
        ELSE home_weights.home_bits
    END AS home_bits
FROM parties
JOIN home_weights ON parties.party = home_weights.party
LEFT JOIN judged ON parties.party = judged.party
WHERE parties.events IS NOT NULL
