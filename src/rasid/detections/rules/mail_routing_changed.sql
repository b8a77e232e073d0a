-- title: Mail of the whole organisation was routed, copied or watched anew
-- reads: events
-- lookback: 1d
-- level: high
-- bits: 4
-- attack: T1114.003, T1564.008
-- parameter: wanted text =
--   (mail_routing|create_email_monitor|toggle_outbound_relay|email_autoforward|forwarding_out_of_domain|(create|change)_gmail_setting.*(message_security_rule|rout)|-(transport|journal)rule|-(in|out)boundconnector);
--   the names that Google and Exchange give it
-- false positives: administrators who set up archives and filters
-- blind spots: routing outside of the mail service
-- triage: where does the mail go now, and who reads it there?
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
    'mail of the organisation is routed or copied anew' AS reason
FROM events
WHERE action IN ('forwarding_rule', 'admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
