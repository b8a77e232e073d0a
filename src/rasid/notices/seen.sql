-- What a campaign did to each account, spellings of one roster account taken together.
-- `known_accounts` says which logged account is which on the roster.
WITH ours AS (
    SELECT
        hostile.*,
        coalesce(known_accounts.roster_account, hostile.account) AS address
    FROM hostile
    LEFT JOIN known_accounts
        ON hostile.account = known_accounts.account
        AND hostile.person_id = known_accounts.person_id
    WHERE hostile.campaign_id = $campaign
),

providers AS (
    SELECT ours.address, ours.person_id, min(events.provider) AS provider
    FROM ours
    JOIN events ON ours.event_uid = events.event_uid
    WHERE events.time >= (SELECT min(time) FROM ours) AND events.time <= (SELECT max(time) FROM ours)
    GROUP BY ours.address, ours.person_id
)

SELECT
    ours.person_id,
    ours.address,
    coalesce(max(roster.account_kind), '') AS kind,
    coalesce(max(providers.provider), '') AS provider,
    coalesce(bool_or(stage = 'discover' AND account_exists), false) AS identified,
    coalesce(bool_or(stage = 'attack'), false) AS attacked,
    count(DISTINCT event_uid) FILTER (stage = 'discover') AS lookups,
    count(DISTINCT event_uid) FILTER (stage = 'attack') AS tries,
    min(time) AS first_at,
    max(time) AS last_at,
    min(time) FILTER (stage IN ('compromise', 'exploit')) AS entered_at,
    array_agg(DISTINCT action) FILTER (
        stage = 'exploit' OR (outcome = 'success' AND action IN ('consent', 'password_reset'))
        OR (outcome = 'success' AND action = 'password_change')
    ) AS acts,
    coalesce(bool_or(account_exists), false) AS exists_at_all
FROM ours
LEFT JOIN roster ON ours.address = roster.account AND ours.person_id = roster.person_id
LEFT JOIN providers
    ON ours.address = providers.address AND ours.person_id = providers.person_id
GROUP BY ours.person_id, ours.address
ORDER BY ours.person_id, ours.address
