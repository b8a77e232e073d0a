-- What was changed in accounts, by themselves and by no campaign, each with the visit it was made in.
-- What is large is narrowed before it is joined: an outer join reads all of its right side.
WITH made AS MATERIALIZED (
    SELECT
        event_uid,
        time,
        account,
        action,
        outcome,
        coalesce(source_ip, '') AS source_ip,
        provider,
        coalesce(detail, '') AS detail
    FROM events
    WHERE outcome = 'success'
        AND coalesce(actor_account, '') IN ('', account)
        AND action IN (
            'forwarding_rule', 'delegate', 'consent', 'app_password', 'recovery_contact_change',
            'mfa_change', 'mail_export'
        )
),

known AS (
    SELECT event_uid, account FROM hostile WHERE event_uid IN (SELECT event_uid FROM made)
),

visited AS MATERIALIZED (
    SELECT session_id, account, first_at, last_at, home_bits
    FROM visits
    WHERE account IN (SELECT account FROM made)
),

stood AS (
    SELECT session_id, coalesce(source_ip, '') AS source_ip
    FROM sessions
    WHERE session_id IN (SELECT session_id FROM visited)
),

weighed AS MATERIALIZED (
    SELECT
        made.*,
        visited.session_id,
        visited.home_bits,
        row_number() OVER (
            PARTITION BY made.event_uid, made.account
            ORDER BY visited.home_bits DESC, visited.session_id
        ) AS place
    FROM made
    JOIN visited
        ON made.account = visited.account
        AND made.time BETWEEN visited.first_at AND visited.last_at
    JOIN stood
        ON visited.session_id = stood.session_id AND made.source_ip = stood.source_ip
    ANTI JOIN known
        ON made.event_uid = known.event_uid AND made.account = known.account
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
    weighed.action,
    weighed.outcome,
    weighed.source_ip,
    weighed.provider,
    weighed.detail,
    weighed.session_id,
    weighed.home_bits,
    coalesce(verdicts.step, '') AS step,
    coalesce(verdicts.candidate, '') AS candidate,
    verdicts.bits,
    verdicts.needed
FROM weighed
LEFT JOIN verdicts
    ON weighed.session_id = verdicts.session_id
    AND weighed.account = verdicts.account
WHERE weighed.place = 1
