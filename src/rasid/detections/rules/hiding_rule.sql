-- title: A mail rule that hides letters: it deletes them, or moves them where nobody looks
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 4
-- speaks: visit
-- attack: T1564.008
-- parameter: hides text = (deletemessage true|softdeletemessage true|movetofolder:?
--   .*(rss|archive|junk|deleted|conversation history|sync issues|notes)|markasread
--   true.*movetofolder|movetofolder.*markasread true|delete it|skip the inbox); what intruders'
--   rules do in Exchange, and Gmail's filters in words
-- false positives: a person who files or deletes newsletters by rule
-- blind spots: rules made by programs, of which the log tells no parameters
-- triage: read the rule's words: bank, invoice, password, security are an intruder's
SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    -coalesce(home_bits, 0.0) AS value,
    'a mail rule that deletes letters or moves them out of sight' AS reason
FROM events
WHERE action = 'forwarding_rule'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND regexp_matches(lower(detail), $hides)
