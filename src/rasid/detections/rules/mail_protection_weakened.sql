-- title: The mail service's checks of attachments or suspicious mail were switched off
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1562.001
-- parameter: wanted text =
--   (new_value=false.*deep_scanning_enabled|deep_scanning_enabled.*new_value=false|new_value=true.*disable_delayed_delivery|disable_delayed_delivery.*new_value=true|(disable|remove)-(antiphish|malwarefilter|safelinks|safeattachment|dlp|dlpcompliance|hostedcontentfilter)(policy|rule)|new-transportrule.*setscl
--   -1); the names that Google and Exchange give it
-- false positives: a check switched off to find why mail is late
-- blind spots: exceptions for single senders
-- triage: switch it on again; look at the mail that came in between
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
    'mail is checked less than before' AS reason
FROM events
WHERE action IN ('admin', 'forwarding_rule', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
