-- title: Mail read in bulk: many times what the account usually does, by a client that is not at
--   home
-- reads: events
-- lookback: 30d
-- level: high
-- bits: 6
-- attack: T1114.002
-- parameter: least_events integer (reads a day) = 50; a person on a new phone reads some dozens
-- parameter: times_usual number (times) = 5; as many times the account's own usual day
-- false positives: a new mail client that fetches the whole mailbox
-- blind spots: an intruder who reads a few letters a day; plans in which the provider does not
--   log reading
-- triage: the log of reads says which letters: tell whom they are from
WITH reads AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id,
        CAST(time AS DATE) AS day,
        coalesce(at_home, false) AS at_home
    FROM events
    WHERE action = 'mail_access' AND outcome = 'success' AND account IS NOT NULL
),

days AS (
    SELECT account, day, count(*) AS reads
    FROM reads
    WHERE at_home
    GROUP BY account, day
),

usual AS (
    SELECT account, median(reads) AS reads FROM days GROUP BY account
),

strange AS (
    SELECT account, day, count(*) AS reads
    FROM reads
    WHERE NOT at_home
    GROUP BY account, day
),

found AS (
    SELECT strange.account, strange.day, strange.reads, coalesce(usual.reads, 0) AS usual
    FROM strange
    LEFT JOIN usual ON strange.account = usual.account
    WHERE strange.reads >= $least_events
        AND strange.reads >= $times_usual * coalesce(usual.reads, 0)
)

SELECT
    found.account || ' ' || CAST(found.day AS VARCHAR) AS subject,
    reads.time,
    reads.provider,
    reads.tenant,
    reads.event_uid,
    reads.account,
    reads.source_ip,
    reads.session_id,
    found.reads AS value,
    CAST(found.reads AS VARCHAR) || ' reads within a day by a stranger; the account itself does '
        || CAST(CAST(found.usual AS INTEGER) AS VARCHAR) || ' on its usual day' AS reason
FROM reads
JOIN found ON reads.account = found.account AND reads.day = found.day
WHERE NOT reads.at_home
