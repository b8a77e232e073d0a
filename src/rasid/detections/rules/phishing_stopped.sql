-- title: The second factor stopped a sign-in on a page that only looked like the real one
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 6
-- speaks: visit
-- attack: T1566.002, T1557
-- parameter: wanted text = phishing attempt; what Okta's FastPass says
-- false positives: a proxy of one's own that rewrites pages
-- blind spots: pages that relay codes which people type
-- triage: the person followed the link: who else got it? Take the page down
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
    'the factor refused a page that only looked like the real one' AS reason
FROM events
WHERE action IN ('mfa', 'signin')
    AND regexp_matches(lower(detail), $wanted)
