-- The parties by the numbers of their looks.
CREATE OR REPLACE TEMP TABLE looking AS
SELECT party_looks.party, party_looks.day, party_looks.entered, looks.look
FROM party_looks
JOIN looks ON party_looks.mark = looks.mark
