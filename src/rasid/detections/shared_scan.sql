-- One part of the events that name an account, with what their visits say. What a signed-in account
-- did to another one is at home where the doer is.
WITH part AS (
    SELECT
        *,
        hash(session_id, account) AS visit,
        CASE WHEN actor_account <> '' THEN hash(session_id, actor_account) END AS doer
    FROM tagged
    WHERE (/* part */) = $part
)

SELECT /* columns */
FROM part
LEFT JOIN rule_homes AS homes ON part.visit = homes.visit
LEFT JOIN rule_doers AS doers ON part.doer = doers.visit
