-- title: A sign-in from a country that the site watches
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1078
-- parameter: countries text = -; ISO 3166 codes between commas, in capitals: which ones is for
--   the site to say, in rasid.toml
-- false positives: people who travel, or who live there
-- blind spots: exits in other countries, which intruders rent
-- triage: would the person be there?
SELECT
    account || ' ' || country AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    -coalesce(home_bits, 0.0) AS value,
    'signed in from ' || country AS reason
FROM events
WHERE action IN ('signin', 'token')
    AND outcome = 'success'
    AND account IS NOT NULL
    AND country <> ''
    AND contains(',' || replace($countries, ' ', '') || ',', ',' || country || ',')
