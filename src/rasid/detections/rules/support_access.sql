-- title: The provider's support was let into the tenant
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1199
-- parameter: wanted text =
--   (session\.impersonation\.(grant|initiate|extend)|access_transparency|customer
--   lockbox|set-accesstocustomerdatarequest); the names that Okta, Google and Microsoft give it
-- false positives: a case with the provider's support
-- blind spots: support that works through tools whose log is not here
-- triage: is there a case of that day, and did the right person open it?
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
    'the provider''s support may act in the tenant' AS reason
FROM events
WHERE action IN ('admin', 'other', 'risk')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
