-- The accounts of protected people as events spell them, from when and until when they are theirs.
CREATE OR REPLACE TEMP TABLE rule_protected AS
SELECT
    known_accounts.account,
    known_accounts.person_id,
    known_accounts.category,
    listed.account_kind,
    listed.recovers,
    known_accounts.listed_from,
    known_accounts.listed_until
FROM known_accounts
JOIN listed ON known_accounts.roster_account = listed.account
