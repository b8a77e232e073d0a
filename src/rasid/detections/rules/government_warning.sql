-- title: The provider itself warns of an attack by a government
-- reads: events
-- lookback: 1d
-- level: critical
-- bits: 9
-- speaks: account
-- attack: T1589, T1566
-- false positives: providers warn early and widely; the warning does not say that the attack
--   succeeded
-- blind spots: providers send such warnings long after the attempt, and not to everybody
-- triage: treat the person as a target: protect all of their accounts, and those of who is near
--   them
SELECT
    coalesce(account, source_ip, provider) || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    provider || ' warns of a government-backed attack' AS reason
FROM events
WHERE action = 'risk'
    AND (
        contains(lower(detail), 'gov_attack_warning')
        OR contains(lower(detail), 'government')
        OR contains(lower(detail), 'nationstate')
        OR contains(lower(detail), 'nation-state')
        OR contains(lower(detail), 'threat_actor')
    )
