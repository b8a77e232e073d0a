-- How large a share of all accounts with a success has each thing in its profile: the chance
-- that a stranger would agree on it.
CREATE OR REPLACE TEMP TABLE commonness AS
WITH population AS (
    SELECT count(*) AS accounts FROM profiles WHERE kind = 'any'
)

SELECT kind, value, (count(*) + 0.5) / (any_value(population.accounts) + 1.0) AS share
FROM profiles
CROSS JOIN population
WHERE kind <> 'any'
GROUP BY kind, value
