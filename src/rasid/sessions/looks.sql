-- The looks of `party_looks` in full, each with a number.
CREATE OR REPLACE TEMP TABLE looks AS
WITH marks AS (
    SELECT mark, min(party) AS look FROM party_looks GROUP BY mark
)

SELECT
    marks.mark,
    marks.look,
    parties.account,
    parties.address,
    parties.network,
    parties.country,
    parties.client,
    parties.device
FROM marks
JOIN parties ON marks.look = parties.party
