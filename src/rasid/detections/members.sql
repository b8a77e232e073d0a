-- Each event of a signal once. Few rules give one more than once, and only theirs are grouped.
CREATE OR REPLACE TEMP VIEW members AS
SELECT signal, event, time, provider, tenant, event_uid
FROM signal_rows
WHERE rule NOT IN (/* repeating */)
UNION ALL
SELECT
    signal,
    event,
    min(time) AS time,
    any_value(provider) AS provider,
    any_value(tenant) AS tenant,
    any_value(event_uid) AS event_uid
FROM signal_rows
WHERE rule IN (/* repeating */)
GROUP BY signal, event
