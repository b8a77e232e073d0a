-- The events of one signal, with where their records lie.
SELECT
    events.provider,
    coalesce(events.tenant, '') AS tenant,
    events.event_uid,
    events.time,
    events.action,
    events.outcome,
    coalesce(events.reason, '') AS reason,
    coalesce(events.account, '') AS account,
    coalesce(events.source_ip, '') AS source_ip,
    coalesce(imports.name, '') AS file,
    events.raw_file,
    events.raw_line
FROM signal_events
JOIN events
    ON signal_events.provider = events.provider
    AND signal_events.tenant = coalesce(events.tenant, '')
    AND signal_events.event_uid = events.event_uid
LEFT JOIN imports ON events.raw_file = imports.raw_file
WHERE signal_events.signal_id = $signal AND events.time BETWEEN $first AND $last
ORDER BY events.time, events.event_uid, events.raw_file
