-- title: What the logs tell was cut off: an audit, its export or its warnings
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1562.008
-- parameter: wanted text =
--   (system\.log_stream\.lifecycle\.(deactivate|delete|update)|set-mailboxauditbypassassociation.*auditbypassenabled
--   true|^set-adminauditlogconfig|^remove-(admin|unified|mailbox)?audit|(alert|rule)[a-z_]*_deleted|system_defined_rule_updated.*on
--   to off|diagnosticsettings/delete|turn_off_audit|data_sharing.*disabled); the names that Okta,
--   Exchange, Google and Azure give it
-- false positives: administrators who move logs to another system
-- blind spots: a mailbox's own audit (see m365_protection_off); logs cut off outside of the
--   provider
-- triage: see what was done just before and after, in other logs
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
    'an audit was weakened' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND NOT contains(lower(detail), 'ingestionenabled true')
    AND regexp_matches(lower(detail), $wanted)
