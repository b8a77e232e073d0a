-- title: Many files downloaded by one account within the hour
-- reads: events
-- lookback: 14d
-- level: medium
-- bits: 3
-- attack: T1530
-- parameter: least_files integer (files an hour) = 50; people download a folder now and then
-- parameter: times_usual number (times) = 4; as many times the account's own usual hour with
--   downloads
-- false positives: a synchronising client on a new device; a person who moves to another place
-- blind spots: files read one by one in the browser
-- triage: see whose files they are and where the account signed in from
WITH downloads AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        date_trunc('hour', time) AS hour
    FROM events
    WHERE action IN ('other', 'mail_access', 'mail_export', 'admin')
        AND outcome NOT IN ('failure', 'blocked')
        AND account IS NOT NULL
        AND regexp_matches(lower(detail), '^(drive\.download|filedownloaded|filesyncdownloadedfull)')
),

hours AS (
    SELECT account, hour, count(*) AS files FROM downloads GROUP BY account, hour
),

usual AS (
    SELECT account, median(files) AS files, count(*) AS hours FROM hours GROUP BY account
),

found AS (
    SELECT hours.*
    FROM hours
    JOIN usual ON hours.account = usual.account
    WHERE hours.files >= $least_files
        AND (usual.hours < 3 OR hours.files >= $times_usual * usual.files)
)

SELECT
    found.account || ' ' || CAST(CAST(found.hour AS DATE) AS VARCHAR) AS subject,
    downloads.time,
    downloads.provider,
    downloads.tenant,
    downloads.event_uid,
    downloads.account,
    downloads.source_ip,
    downloads.session_id,
    found.files AS value,
    CAST(found.files AS VARCHAR) || ' files downloaded within an hour' AS reason
FROM downloads
JOIN found ON downloads.account = found.account AND downloads.hour = found.hour
