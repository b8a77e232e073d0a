-- title: Consent to an application that hardly anybody uses and that reads mail, files or
--   contacts
-- reads: events
-- lookback: 30d
-- level: high
-- bits: 5
-- attack: T1528, T1566.002
-- parameter: most_accounts integer (accounts) = 3; an application that a workplace uses is soon
--   used by more
-- parameter: scopes text =
--   (mail|gmail|imap|ews|exchange|files|drive|contacts|people|full_access|user_impersonation);
--   what reads letters, files or address books, in the names of the large providers
-- false positives: a new tool that a team tries out
-- blind spots: an application that takes a known one's name; consent by an administrator for all
-- triage: revoke the grant; see what the application read since
WITH asked AS (
    SELECT DISTINCT coalesce(tenant, '') AS tenant, app
    FROM events
    WHERE action = 'consent' AND app <> ''
),

uses AS (
    SELECT asked.tenant, asked.app, count(DISTINCT events.account) AS accounts
    FROM events
    JOIN asked ON events.app = asked.app AND coalesce(events.tenant, '') = asked.tenant
    GROUP BY asked.tenant, asked.app
)

SELECT
    events.account || ' ' || events.app AS subject,
    events.time,
    events.provider,
    events.tenant,
    events.event_uid,
    events.account,
    events.source_ip,
    events.session_id,
    CAST(-uses.accounts AS DOUBLE) AS value,
    'consent to an application that ' || CAST(uses.accounts AS VARCHAR)
        || ' accounts use here, with access to what they hold' AS reason
FROM events
JOIN uses ON coalesce(events.tenant, '') = uses.tenant AND events.app = uses.app
WHERE events.action = 'consent'
    AND events.outcome = 'success'
    AND events.account IS NOT NULL
    AND uses.accounts <= $most_accounts
    AND regexp_matches(lower(events.detail), $scopes)
