-- The parties that did something to one to which nobody else did anything.
CREATE OR REPLACE TEMP TABLE doers AS
SELECT DISTINCT visited.party, parties.party AS doer
FROM visited
JOIN tagged ON visited.session_id = tagged.session_id AND visited.account = tagged.account
JOIN parties
    ON tagged.session_id = parties.session_id AND tagged.actor_account = parties.account
WHERE visited.by_others
