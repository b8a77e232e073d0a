-- title: Somebody from another organisation was invited into the tenant
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 2
-- attack: T1136.003
-- false positives: people who work with partners, all day long
-- blind spots: guests let in by an application's own sharing
-- triage: is the guest's domain a partner's, and did the inviter mean to?
SELECT
    account || ' ' || coalesce(actor_account, '') AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'a guest of ' || split_part(account, '@', 2) || ' was invited' AS reason
FROM events
WHERE action = 'admin'
    AND outcome = 'success'
    AND contains(lower(detail), 'invite external user')
    AND split_part(account, '@', 2) <> split_part(coalesce(actor_account, account), '@', 2)
