-- title: What may be shared with the outside was changed, and not narrowed
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1562, T1530
-- parameter: wanted text =
--   (^sharingpolicychanged|set-cstenantfederationconfiguration|set-csteamsclientconfiguration|set-csteamsguest|setting_name=sharing_(outside|invites|team_drive|access_checker)|sharing_(outside|invites|team_drive|access_checker).*setting_name|change_docs_setting|change_calendar_setting.*sharing|set-sharingpolicy|new-sharingpolicy);
--   the names that SharePoint, Teams, Exchange and Google give it
-- false positives: administrators who begin to work with a partner
-- blind spots: how far, where the provider does not log it
-- triage: see what was shared since, and who asked for it
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
    'more may be shared with the outside, perhaps' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND NOT contains(lower(detail), 'new_value=sharing_not_allowed')
    AND regexp_matches(lower(detail), $wanted)
