-- The parties that did something to one to which nobody else did anything.
CREATE OR REPLACE TEMP TABLE doers AS
SELECT DISTINCT done.party, parties.party AS doer
FROM parties AS done
JOIN tagged ON done.session_id = tagged.session_id AND done.account = tagged.account
JOIN parties
    ON tagged.session_id = parties.session_id AND tagged.actor_account = parties.account
WHERE done.by_others
