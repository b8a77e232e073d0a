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
    SELECT
        time, provider, coalesce(tenant, '') AS tenant, event_uid, account, source_ip, session_id,
        outcome, detail,
        CASE
            WHEN lower(app) IN ('azureactivedirectory', '') OR app IS NULL
                THEN nullif(regexp_extract(detail, '^[A-Za-z0-9 ]+[.] (.+): ', 1), '')
            ELSE app
        END AS app
    FROM events
    WHERE action = 'consent'
),

used AS (
    SELECT coalesce(events.tenant, '') AS tenant, events.app, events.account
    FROM events
    JOIN (SELECT DISTINCT tenant, app FROM asked WHERE app <> '') AS named
        ON events.app = named.app AND coalesce(events.tenant, '') = named.tenant
    UNION ALL
    SELECT tenant, app, account FROM asked
),

uses AS (
    SELECT tenant, app, count(DISTINCT account) AS accounts FROM used GROUP BY tenant, app
)

SELECT
    asked.account || ' ' || asked.app AS subject,
    asked.time,
    asked.provider,
    asked.tenant,
    asked.event_uid,
    asked.account,
    asked.source_ip,
    asked.session_id,
    CAST(-uses.accounts AS DOUBLE) AS value,
    'consent to an application that ' || CAST(uses.accounts AS VARCHAR)
        || ' accounts use here, with access to what they hold' AS reason
FROM asked
JOIN uses ON asked.tenant = uses.tenant AND asked.app = uses.app
WHERE asked.outcome = 'success'
    AND asked.account IS NOT NULL
    AND uses.accounts <= $most_accounts
    AND regexp_matches(lower(asked.detail), $scopes)
