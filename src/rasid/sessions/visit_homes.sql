-- Whether the account of each visit is at home there, in bits.
--
-- What a signed-in account did to another one is judged by whether the doer is at home: a help
-- desk that looks people up is no stranger.
CREATE OR REPLACE TEMP TABLE visit_homes AS
WITH judged AS (
    SELECT doers.party, min(home_weights.home_bits) AS home_bits
    FROM doers
    JOIN home_weights ON doers.doer = home_weights.party
    GROUP BY doers.party
)

SELECT home_weights.party, greatest(home_weights.home_bits, judged.home_bits) AS home_bits
FROM home_weights
LEFT JOIN judged ON home_weights.party = judged.party
WHERE home_weights.party > 0
