-- Staged events with what was looked up of their addresses, where the log says nothing.
SELECT
    events.* REPLACE (
        coalesce(events.asn, looked_up.asn) AS asn,
        coalesce(
            events.as_name,
            CASE WHEN coalesce(events.asn, looked_up.asn) = looked_up.asn THEN looked_up.as_name END
        ) AS as_name,
        coalesce(events.country, looked_up.country) AS country
    )
FROM events
LEFT JOIN looked_up ON events.source_ip = looked_up.source_ip
