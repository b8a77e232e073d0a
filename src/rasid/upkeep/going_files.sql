-- The kept files with an event among those that go, and the last event of each that stays.
SELECT events.raw_file, max(events.time) FILTER (events.time >= $cut) AS stays_until
FROM events
WHERE events.raw_file IN (SELECT raw_file FROM going)
GROUP BY events.raw_file
ORDER BY events.raw_file
