-- title: A sign-in through a proxy or VPN that hides who is there
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1090.003
-- parameter: wanted text = (isproxy|anonymizedip|anonymousip|anonymous ip|anonymizer|torip); what
--   Okta and Entra say of the address
-- false positives: people who use a VPN or Apple's Private Relay
-- blind spots: exits that the provider does not know
-- triage: does the person use a VPN otherwise?
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
    'signed in, or tried to, from an address that hides who is there' AS reason
FROM events
WHERE action IN ('signin', 'token', 'mfa', 'risk')
    AND regexp_matches(lower(detail), $wanted)
