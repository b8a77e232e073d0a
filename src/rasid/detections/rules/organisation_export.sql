-- title: All that an organisation holds was exported
-- reads: events
-- lookback: 1d
-- level: critical
-- bits: 6
-- attack: T1114.002, T1567, T1530
-- parameter: wanted text = (customer_takeout|customer takeout|start_?export|compliance ?search
--   ?action|new-mailboxexportrequest|searchexport|vault.*export); the names that Google and
--   Microsoft give it
-- false positives: a move to another provider; a court's order
-- blind spots: export of single mailboxes (see mail_export)
-- triage: who ordered it, and does the person know? The provider can still cancel it for a time
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
    'an export of what the organisation holds was begun' AS reason
FROM events
WHERE action IN ('mail_export', 'admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
