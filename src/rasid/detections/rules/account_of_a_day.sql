-- title: An account was made and deleted again within a day
-- reads: events
-- lookback: 2d
-- level: medium
-- bits: 2
-- attack: T1136.003
-- parameter: within duration = 1d; accounts of people live longer
-- parameter: made text = (admin\.create_user|user\.lifecycle\.create|^add user|new user added); the
--   names that Google, Okta and Entra give it
-- parameter: deleted text = (admin\.delete_user|user\.lifecycle\.delete|^(hard )?delete user|user
--   deleted); the same of the end
-- false positives: a name that was misspelt; a test
-- blind spots: an account that is only switched off
-- triage: what did the account do while it was there?
WITH made AS (
    SELECT account, coalesce(tenant, '') AS tenant, min(time) AS time
    FROM events
    WHERE action = 'admin'
        AND outcome = 'success'
        AND account IS NOT NULL
        AND regexp_matches(lower(detail), $made)
    GROUP BY account, coalesce(tenant, '')
)

SELECT
    events.account AS subject,
    events.time,
    events.provider,
    events.tenant,
    events.event_uid,
    events.account,
    events.source_ip,
    events.session_id,
    CAST(date_diff('minute', made.time, events.time) AS DOUBLE) AS value,
    'deleted ' || CAST(date_diff('minute', made.time, events.time) AS VARCHAR)
        || ' minutes after it was made' AS reason
FROM events
JOIN made ON events.account = made.account AND coalesce(events.tenant, '') = made.tenant
WHERE events.action = 'admin'
    AND events.outcome = 'success'
    AND regexp_matches(lower(events.detail), $deleted)
    AND events.time >= made.time
    AND events.time <= made.time + $within
