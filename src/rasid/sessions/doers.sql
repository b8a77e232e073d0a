-- The parties that did something to one to which nobody else did anything.
CREATE OR REPLACE TEMP TABLE doers AS
SELECT DISTINCT acts.party, parties.party AS doer
FROM acts
JOIN tagged ON acts.session_id = tagged.session_id AND acts.account = tagged.account
JOIN parties
    ON tagged.session_id = parties.session_id AND tagged.actor_account = parties.account
WHERE acts.by_others
