-- title: Mail forwarded to an address outside of the organisation
-- reads: events
-- lookback: 30d
-- level: high
-- bits: 5
-- speaks: visit
-- attack: T1114.003
-- parameter: least_colleagues integer (accounts) = 3; a domain in which so many accounts of the
--   tenant sign in is its own
-- false positives: a person who forwards to a private address; a mailbox of a project shared with
--   a partner
-- blind spots: a rule that names an address inside first and one outside later; forwarding set up
--   by a group
-- triage: remove the rule; look for what was forwarded since, and for a strange sign-in before
WITH rules AS (
    SELECT
        time, provider, tenant, event_uid, account, actor_account, source_ip, session_id,
        split_part(account, '@', 2) AS domain,
        split_part(coalesce(actor_account, account), '@', 2) AS doer_domain,
        lower(regexp_extract(
            detail, '([Ff]orward[A-Za-z]*|[Rr]edirect[A-Za-z]*|to) (smtp:|SMTP:)?[^@ ;]+@([^ ;,>]+)', 3
        )) AS outside
    FROM events
    WHERE action = 'forwarding_rule' AND outcome = 'success' AND account IS NOT NULL
),

aims AS (
    SELECT DISTINCT coalesce(tenant, '') AS tenant, outside FROM rules WHERE outside <> ''
),

own AS (
    SELECT aims.tenant, aims.outside AS domain
    FROM events
    JOIN aims
        ON split_part(events.account, '@', 2) = aims.outside
        AND coalesce(events.tenant, '') = aims.tenant
    WHERE events.action IN ('signin', 'token') AND events.outcome = 'success'
    GROUP BY aims.tenant, aims.outside
    HAVING count(DISTINCT events.account) >= $least_colleagues
)

SELECT
    rules.account || ' ' || rules.outside AS subject,
    rules.time,
    rules.provider,
    rules.tenant,
    rules.event_uid,
    rules.account,
    rules.source_ip,
    rules.session_id,
    1.0 AS value,
    'mail goes to ' || rules.outside || ', which is not of ' || rules.domain AS reason
FROM rules
LEFT JOIN own ON coalesce(rules.tenant, '') = own.tenant AND rules.outside = own.domain
WHERE rules.outside <> ''
    AND own.domain IS NULL
    AND NOT ends_with('.' || rules.outside, '.' || rules.domain)
    AND NOT ends_with('.' || rules.domain, '.' || rules.outside)
    AND NOT ends_with('.' || rules.outside, '.' || rules.doer_domain)
    AND NOT (
        contains(rules.domain, '.onmicrosoft.')
        AND contains('.' || rules.outside, '.' || split_part(rules.domain, '.', 1) || '.')
    )
