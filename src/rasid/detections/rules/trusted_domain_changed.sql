-- title: A domain or origin was put on, or taken off, the list of those that are trusted
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1484.002
-- parameter: wanted text =
--   ((add|remove)_trusted_domains|trusted_origin\.(create|update)|trusted_server\.add|^add
--   (unverified|verified) domain|add partner to|cross-tenant access); the names that Google, Okta
--   and Microsoft give it
-- false positives: a merger, a new partner
-- blind spots: trust within an application
-- triage: whose domain is it, and since when is it registered?
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
    'what is trusted from outside was changed' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
