-- title: Recovery chain: a recovery mailbox is entered by a stranger, then what it recovers is
--   reset
-- reads: events, protected
-- lookback: 7d
-- level: critical
-- bits: 9
-- attack: T1098, T1078
-- parameter: within duration = 3d; who has the mailbox uses it before its owner notices
-- false positives: a person who recovers both after the loss of all devices, from a new place
-- blind spots: recovery mailboxes that are not on the roster or whose provider's logs are not
--   here
-- triage: both accounts are taken: start with the recovery mailbox
WITH mailboxes AS (
    SELECT account, recovers
    FROM protected
    WHERE recovers <> ''
),

opened AS (
    SELECT
        events.time, events.provider, events.tenant, events.event_uid, events.account,
        events.source_ip, events.session_id, mailboxes.recovers
    FROM events
    JOIN mailboxes ON events.account = mailboxes.account
    WHERE events.action IN ('signin', 'token', 'password_reset', 'password_change', 'mail_access')
        AND events.outcome = 'success'
        AND NOT coalesce(events.at_home, false)
),

reset AS (
    SELECT
        time, provider, tenant, event_uid, account, source_ip, session_id
    FROM events
    WHERE action IN ('password_reset', 'recovery_verify')
        AND outcome = 'success'
        AND NOT coalesce(at_home, false)
),

pairs AS (
    SELECT
        opened.event_uid AS opened_uid,
        opened.account AS mailbox,
        reset.event_uid AS reset_uid,
        reset.account,
        date_diff('minute', opened.time, reset.time) AS minutes
    FROM opened
    JOIN reset ON opened.recovers = reset.account
    WHERE reset.time >= opened.time AND reset.time <= opened.time + $within
),

parts AS (
    SELECT
        pairs.account AS subject, opened.time, opened.provider, opened.tenant, opened.event_uid,
        opened.account, opened.source_ip, opened.session_id, pairs.minutes
    FROM pairs
    JOIN opened ON pairs.opened_uid = opened.event_uid AND pairs.mailbox = opened.account
    UNION
    SELECT
        pairs.account AS subject, reset.time, reset.provider, reset.tenant, reset.event_uid,
        reset.account, reset.source_ip, reset.session_id, pairs.minutes
    FROM pairs
    JOIN reset ON pairs.reset_uid = reset.event_uid AND pairs.account = reset.account
)

SELECT
    subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    CAST(minutes AS DOUBLE) AS value,
    'its recovery mailbox was entered by a stranger ' || CAST(minutes AS VARCHAR)
        || ' minutes before the account was recovered' AS reason
FROM parts
