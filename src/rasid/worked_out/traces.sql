-- What the record, the session and the judgement of each hostile event say of it.
-- Two records under one id and time are both asked; who logged what is told by the account's own.
-- What is large is narrowed before it is joined: an outer join reads all of its right side.
WITH theirs AS MATERIALIZED (
    SELECT *
    FROM events
    WHERE event_uid IN (SELECT event_uid FROM hostile)
),

records AS (
    SELECT
        hostile.event_uid,
        count(events.event_uid) AS records,
        coalesce(max(events.source_ip), '') AS source_ip,
        max(events.asn) AS asn,
        coalesce(max(events.country), '') AS country,
        coalesce(max(events.user_agent), '') AS user_agent,
        coalesce(max(events.fingerprint), '') AS fingerprint,
        coalesce(max(events.device), '') AS device,
        coalesce(max(events.session), '') AS session,
        max(events.as_name) AS as_name,
        max(CASE WHEN events.account = hostile.account THEN events.provider END) AS provider,
        max(CASE WHEN events.account = hostile.account THEN events.detail END) AS detail
    FROM hostile
    LEFT JOIN theirs AS events
        ON hostile.event_uid = events.event_uid AND hostile.time = events.time
    GROUP BY hostile.event_uid
),

stood AS (
    SELECT session_id, network, country, fingerprint, start_at, end_at
    FROM sessions
    WHERE session_id IN (SELECT session_id FROM hostile)
),

repeated AS (
    SELECT event_uid, count(*) AS times
    FROM hostile
    GROUP BY event_uid
    HAVING count(*) > 1
),

verdicts AS (
    SELECT session_id, account, needed
    FROM judged
    WHERE session_id IN (SELECT session_id FROM hostile)
)

SELECT
    hostile.event_uid,
    hostile.campaign_id,
    hostile.session_id,
    coalesce(repeated.times, 1) AS times,
    records.records,
    string_split(
        concat_ws(
            ' ',
            CASE WHEN records.source_ip <> '' THEN 'source_ip' END,
            CASE WHEN records.asn IS NOT NULL THEN 'asn' END,
            CASE WHEN records.country <> '' THEN 'country' END,
            CASE WHEN records.user_agent <> '' THEN 'user_agent' END,
            CASE WHEN records.fingerprint <> '' THEN 'fingerprint' END,
            CASE WHEN records.device <> '' THEN 'device' END,
            CASE WHEN records.session <> '' THEN 'session' END
        ),
        ' '
    ) AS filled,
    records.as_name,
    coalesce(records.provider, '') AS provider,
    coalesce(records.detail, '') AS detail,
    sessions.network,
    sessions.country,
    sessions.fingerprint,
    sessions.start_at,
    sessions.end_at,
    verdicts.needed
FROM hostile
JOIN records ON hostile.event_uid = records.event_uid
LEFT JOIN repeated ON hostile.event_uid = repeated.event_uid
LEFT JOIN stood AS sessions ON hostile.session_id = sessions.session_id
LEFT JOIN verdicts
    ON hostile.session_id = verdicts.session_id AND hostile.account = verdicts.account
