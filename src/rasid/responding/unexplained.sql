-- What was changed in attacked accounts, after the attack, from where the account is not at home,
-- in visits that no campaign has and that nobody decided to be innocent.
-- What is large is narrowed before it is joined: an outer join reads all of its right side.
WITH attacked AS MATERIALIZED (
    SELECT account, min(time) AS first_at
    FROM hostile
    WHERE campaign_id = $campaign AND stage <> 'discover'
    GROUP BY account
),

changes AS MATERIALIZED (
    SELECT
        events.event_uid,
        events.time,
        events.account,
        events.action,
        events.outcome,
        coalesce(events.source_ip, '') AS source_ip,
        events.provider,
        coalesce(events.detail, '') AS detail
    FROM events
    JOIN attacked ON events.account = attacked.account
    WHERE events.time > attacked.first_at
        AND events.outcome = 'success'
        AND coalesce(events.actor_account, '') IN ('', events.account)
        AND events.action IN (
            'forwarding_rule', 'delegate', 'consent', 'app_password', 'recovery_contact_change',
            'mfa_change', 'mail_export'
        )
),

known AS (
    SELECT event_uid, account FROM hostile WHERE event_uid IN (SELECT event_uid FROM changes)
),

visited AS MATERIALIZED (
    SELECT session_id, account, first_at, last_at, home_bits
    FROM visits
    WHERE account IN (SELECT account FROM changes)
),

places AS (
    SELECT session_id, coalesce(source_ip, '') AS source_ip
    FROM sessions
    WHERE session_id IN (SELECT session_id FROM visited)
),

weighed AS MATERIALIZED (
    SELECT
        changes.*,
        visited.session_id,
        visited.home_bits,
        row_number() OVER (
            PARTITION BY changes.event_uid, changes.account
            ORDER BY visited.home_bits DESC, visited.session_id
        ) AS place
    FROM changes
    JOIN visited
        ON changes.account = visited.account
        AND changes.time BETWEEN visited.first_at AND visited.last_at
    JOIN places
        ON visited.session_id = places.session_id AND changes.source_ip = places.source_ip
    ANTI JOIN known
        ON changes.event_uid = known.event_uid AND changes.account = known.account
),

verdicts AS (
    SELECT session_id, account, step, candidate, bits, needed
    FROM judged
    WHERE session_id IN (SELECT session_id FROM weighed)
)

SELECT
    weighed.account,
    weighed.event_uid,
    weighed.time,
    '' AS stage,
    weighed.action,
    weighed.outcome,
    weighed.source_ip,
    weighed.session_id,
    weighed.provider,
    weighed.detail,
    coalesce(verdicts.bits, 0) AS bits,
    CASE WHEN verdicts.candidate = $campaign THEN verdicts.needed END AS needed
FROM weighed
LEFT JOIN verdicts
    ON weighed.session_id = verdicts.session_id
    AND weighed.account = verdicts.account
WHERE weighed.place = 1
    AND weighed.home_bits < $home_bits
    AND coalesce(verdicts.step, '') <> 'innocent'
ORDER BY weighed.account, weighed.time, weighed.event_uid
