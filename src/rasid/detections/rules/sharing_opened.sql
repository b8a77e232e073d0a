-- title: A file or folder was opened to anybody who has the link
-- reads: events
-- lookback: 1d
-- level: informational
-- bits: 1
-- attack: T1530, T1567
-- parameter: wanted text = ^(anonymouslink(created|updated|used)|companylinkcreated.*anyone); the
--   names that SharePoint and OneDrive give it
-- false positives: people who share with partners, all day long
-- blind spots: Google's Drive, of which the import keeps no visibility
-- triage: is it a protected person's file, and who opened it since?
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
    'a link that needs no account was made or used' AS reason
FROM events
WHERE action IN ('other', 'admin')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
