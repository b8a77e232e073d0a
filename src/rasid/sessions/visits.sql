-- Whether each visit's account is at home there.
CREATE OR REPLACE TEMP TABLE visits AS
SELECT visits.* REPLACE (visit_homes.home_bits AS home_bits)
FROM visits
JOIN visit_homes ON visits.party = visit_homes.party
