-- title: A person reported a sign-in or a prompt as not their own
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 6
-- speaks: account
-- attack: T1078, T1621
-- false positives: a person who forgot an own sign-in, or pressed the wrong button
-- blind spots: people who say nothing
-- triage: believe the person first: end the sessions, change the password, then look at where it
--   came from
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
    'reported by the person as not their own' AS reason
FROM events
WHERE action IN ('risk', 'admin', 'other', 'mfa', 'phish_report')
    AND account IS NOT NULL
    AND regexp_matches(
        lower(detail),
        '(report_suspicious_activity_by_enduser|suspicious activity reported|user reported suspicious|fraud reported|reported_fraud|marked as fraud|user_marked_fraud|reported as fraudulent)'
    )
