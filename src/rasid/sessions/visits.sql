-- One account in one session: what was done to it, and whether it is at home there.
--
-- What a signed-in account did to another one is judged by whether the doer is at home: a help
-- desk that looks people up is no stranger.
WITH judged AS (
    SELECT doers.party, min(home.home_bits) AS home_bits
    FROM doers
    JOIN home ON doers.doer = home.party
    GROUP BY doers.party
)

SELECT
    acts.* EXCLUDE (party, by_others),
    CASE
        WHEN acts.by_others THEN greatest(home.home_bits, judged.home_bits)
        ELSE home.home_bits
    END AS home_bits
FROM acts
JOIN home ON acts.party = home.party
LEFT JOIN judged ON acts.party = judged.party
