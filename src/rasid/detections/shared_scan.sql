-- The events that name an account, with what their visits say. What a signed-in account did to
-- another one is at home where the doer is.
--
-- They lie in the order of what they are: sign-ins, refusals, the rest. So a rule on rare acts
-- passes over the stretches of the table that hold none of them.
CREATE OR REPLACE TEMP TABLE rule_events AS
WITH ordered AS (
    SELECT * FROM tagged WHERE action IN ('signin', 'token') AND outcome = 'success'
    UNION ALL
    SELECT * FROM tagged WHERE action IN ('signin', 'token') AND outcome IS DISTINCT FROM 'success'
    UNION ALL
    SELECT * FROM tagged WHERE action IS NULL OR action NOT IN ('signin', 'token')
)

SELECT /* columns */
FROM ordered AS part
LEFT JOIN (/* homes */) AS homes ON hash(part.session_id, part.account) = homes.visit
LEFT JOIN rule_doers AS doers
    ON CASE WHEN part.actor_account <> '' THEN hash(part.session_id, part.actor_account) END
        = doers.visit
