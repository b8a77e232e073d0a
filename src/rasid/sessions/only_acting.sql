-- The accounts of `acting` that no event of their session is about, as parties of their own.
CREATE OR REPLACE TEMP TABLE only_acting AS
SELECT -row_number() OVER () AS party, acting.*
FROM acting
LEFT JOIN visited
    ON acting.session_id = visited.session_id AND acting.account = visited.account
WHERE visited.party IS NULL
