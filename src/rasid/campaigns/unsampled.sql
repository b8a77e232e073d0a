-- The visits of plain sessions for which others stand, one address of so many.
CREATE OR REPLACE TEMP TABLE unsampled AS
SELECT strangers.session_id, strangers.account, strangers.tactic
FROM strangers
JOIN plain ON strangers.session_id = plain.session_id
WHERE number_of(plain.source_ip) % $every <> 0
