-- The events before $cut, but for those of $held files.
CREATE OR REPLACE TEMP TABLE going AS
SELECT event_uid, time, raw_file
FROM events
WHERE time < $cut AND NOT list_contains($held, raw_file)
