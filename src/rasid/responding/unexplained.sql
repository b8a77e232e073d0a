-- What was changed in attacked accounts, after the attack, from where the account is not at home,
-- in visits that no campaign has and that nobody decided to be innocent.
WITH attacked AS (
    SELECT account, min(time) AS first_at
    FROM hostile
    WHERE campaign_id = $campaign AND stage <> 'discover'
    GROUP BY account
),

weighed AS (
    SELECT
        events.event_uid,
        events.time,
        events.account,
        events.action,
        events.outcome,
        coalesce(events.source_ip, '') AS source_ip,
        visits.session_id,
        events.provider,
        coalesce(events.detail, '') AS detail,
        visits.home_bits,
        row_number() OVER (
            PARTITION BY events.event_uid, events.account ORDER BY visits.home_bits DESC
        ) AS place
    FROM events
    JOIN attacked ON events.account = attacked.account
    JOIN visits ON events.account = visits.account
    JOIN sessions
        ON visits.session_id = sessions.session_id
        AND coalesce(events.source_ip, '') = coalesce(sessions.source_ip, '')
    LEFT JOIN hostile
        ON events.event_uid = hostile.event_uid AND events.account = hostile.account
    WHERE events.time > attacked.first_at
        AND events.time BETWEEN visits.first_at AND visits.last_at
        AND events.outcome = 'success'
        AND coalesce(events.actor_account, '') IN ('', events.account)
        AND events.action IN (
            'forwarding_rule', 'delegate', 'consent', 'app_password', 'recovery_contact_change',
            'mfa_change', 'mail_export'
        )
        AND hostile.event_uid IS NULL
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
    coalesce(judged.bits, 0) AS bits,
    CASE WHEN judged.candidate = $campaign THEN judged.needed END AS needed
FROM weighed
LEFT JOIN judged
    ON weighed.session_id = judged.session_id
    AND weighed.account = judged.account
WHERE weighed.place = 1
    AND weighed.home_bits < $home_bits
    AND coalesce(judged.step, '') <> 'innocent'
ORDER BY weighed.account, weighed.time, weighed.event_uid
