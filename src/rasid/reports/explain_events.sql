-- The events of the visits asked about, with where their records lie.
SELECT
    events.event_uid,
    events.time,
    events.action,
    events.outcome,
    coalesce(events.reason, '') AS reason,
    asked.account,
    asked.source_ip,
    asked.session_id,
    coalesce(imports.name, '') AS file,
    events.raw_file,
    events.raw_line
FROM asked
JOIN events_asked AS events
    ON asked.account = events.account
    AND asked.provider = events.provider
    AND asked.source_ip = coalesce(events.source_ip, '')
    AND coalesce(asked.device, '') = coalesce(events.device, '')
    AND events.time BETWEEN asked.first_at AND asked.last_at
    AND (
        events.fingerprint IS NULL
        OR coalesce(asked.fingerprint, '') IN ('', events.fingerprint)
    )
LEFT JOIN imports ON events.raw_file = imports.raw_file
ORDER BY events.time, events.event_uid, asked.session_id
