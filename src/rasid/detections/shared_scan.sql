-- The events that name an account, with what their visits say. What a signed-in account did to
-- another one is at home where the doer is.
CREATE OR REPLACE TEMP TABLE rule_events AS
WITH told AS (
    SELECT /* columns */
    FROM tagged AS part
    LEFT JOIN (/* homes */) AS homes ON number_of(part.session_id || part.account) = homes.visit
    LEFT JOIN rule_doers AS doers
        ON number_of(part.session_id || nullif(part.actor_account, '')) = doers.visit
)

SELECT * FROM told /* order */
