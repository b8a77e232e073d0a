-- title: The provider's own warning of a risk to the account
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 4
-- speaks: account
-- attack: T1078
-- parameter: quiet text = (dismissed|remediated|confirmedsafe|confirmed
--   safe|aiconfirmedsigninsafe|hidden|risklevel=none|[{ ]level=low|, none|, low); what the
--   provider took back, or holds for little
-- false positives: providers warn of journeys and of new devices
-- blind spots: the provider's own blind spots; plans in which it does not log its warnings
-- triage: see what the provider bases it on, and whether the account was entered
SELECT
    coalesce(account, source_ip, provider) || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    CASE WHEN contains(lower(detail), 'high') THEN 2.0 ELSE 1.0 END AS value,
    provider || ' warns' || coalesce(': ' || reason, '') AS reason
FROM events
WHERE action = 'risk'
    AND coalesce(reason, '') <> 'locked'
    AND NOT coalesce(lower(detail) LIKE 'rules.%', false)
    AND NOT coalesce(regexp_matches(lower(detail), $quiet), false)
