-- title: A mailbox, or a folder of it, was opened to somebody else
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1098.002
-- parameter: itself text = (nt authority.self|user (default|anonymous)); whom a mailbox is always
--   or often opened to
-- false positives: assistants, shared mailboxes, a colleague who is ill
-- blind spots: rights given by a group or a role (see admin_role_granted)
-- triage: does the owner know who reads along? See delegation for a giver who is not at home
SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'the mailbox was opened to somebody else' AS reason
FROM events
WHERE action = 'delegate'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND NOT regexp_matches(lower(detail), $itself)
