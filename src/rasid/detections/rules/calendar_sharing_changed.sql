-- title: Who may see a calendar was changed
-- reads: events
-- lookback: 1d
-- level: informational
-- bits: 1
-- attack: T1087
-- parameter: wanted text = ^calendar\.change_calendar_acls; the name that Google gives it
-- false positives: people who share calendars, all day long
-- blind spots: what a shared calendar tells
-- triage: is it a protected person's, and is it public now?
SELECT
    coalesce(account, '') || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'who may see the calendar was changed' AS reason
FROM events
WHERE action IN ('admin', 'other', 'risk')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
