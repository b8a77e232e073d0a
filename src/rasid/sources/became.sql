-- How many stored records of each format became what; of those kept as `other`, by their names.
SELECT
    imports.format,
    events.action,
    events.outcome,
    CASE WHEN events.action = 'other' THEN coalesce(events.detail, '') END AS kind,
    count(*) AS records
FROM events
JOIN imports ON events.raw_file = imports.raw_file
GROUP BY imports.format, events.action, events.outcome, kind
ORDER BY imports.format, events.action, records DESC, events.outcome, kind
