-- Accounts that a campaign entered by a recovery: a reset, or a sign-in in the session in which a
-- code was verified. Which mailbox resets which account is on the roster, or the log names it.
-- Where the campaign was in such a mailbox before, that is the chain, unless the log says that the
-- code went to a phone.
CREATE OR REPLACE TEMP TABLE chains AS
WITH recovered AS (
    SELECT campaign_id, account, person_id, session_id, event_uid, time
    FROM hostile
    WHERE action = 'password_reset' AND stage = 'compromise'
    UNION ALL
    SELECT campaign_id, account, person_id, session_id, event_uid, time
    FROM hostile
    WHERE action IN ('signin', 'token')
        AND stage = 'compromise'
        AND EXISTS (
            SELECT 1 FROM hostile AS verified
            WHERE verified.session_id = hostile.session_id
                AND verified.account = hostile.account
                AND verified.action = 'recovery_verify'
                AND verified.outcome = 'success'
                AND verified.time <= hostile.time
        )
),

said AS (
    SELECT
        hostile.session_id,
        hostile.account,
        hostile.time,
        lower(concat_ws(' ', events.mfa_method, events.detail)) AS words
    FROM hostile
    JOIN events ON hostile.event_uid = events.event_uid AND hostile.account = events.account
    WHERE hostile.action IN ('recovery_start', 'recovery_send', 'recovery_verify', 'password_reset')
),

-- `phone` as a word of its own: an app that asks for approval is none.
ways AS (
    SELECT
        session_id,
        account,
        time,
        CASE
            WHEN regexp_matches(words, '(^|[^a-z])(sms|voice|phone|call|text message)([^a-z]|$)')
                THEN 'phone'
            WHEN regexp_matches(words, '(^|[^a-z])e-?mail([^a-z]|$)') THEN 'mailbox'
        END AS way,
        nullif(regexp_extract(words, '[^\s<>"''(),;:=]+@[^\s<>"''(),;:=]+'), '') AS named
    FROM said
),

roster_edges AS (
    SELECT known_mailboxes.account AS mailbox, known_accounts.account, 'roster' AS source
    FROM listed
    JOIN known_accounts ON listed.recovers = known_accounts.roster_account
    JOIN known_accounts AS known_mailboxes ON listed.account = known_mailboxes.roster_account
    WHERE listed.recovers <> ''
),

edges AS (
    SELECT * FROM roster_edges
    UNION ALL
    SELECT DISTINCT named, account, 'log'
    FROM ways
    WHERE named IS NOT NULL AND named <> account
        AND NOT EXISTS (
            SELECT 1 FROM roster_edges
            WHERE roster_edges.mailbox = ways.named AND roster_edges.account = ways.account
        )
),

entered AS (
    SELECT campaign_id, account, arg_min(event_uid, (time, event_uid)) AS event_uid,
        min(time) AS time
    FROM hostile
    WHERE stage IN ('compromise', 'exploit')
    GROUP BY campaign_id, account
),

joined AS (
    SELECT
        recovered.*,
        entered.account AS mailbox,
        entered.event_uid AS mailbox_event,
        entered.time AS mailbox_at,
        edges.source,
        (
            SELECT arg_max(ways.way, ways.time) FROM ways
            WHERE ways.session_id = recovered.session_id
                AND ways.account = recovered.account
                AND ways.time <= recovered.time
        ) AS way,
        EXISTS (SELECT 1 FROM edges WHERE edges.account = recovered.account) AS has_mailbox
    FROM recovered
    LEFT JOIN edges ON recovered.account = edges.account
    LEFT JOIN entered
        ON edges.mailbox = entered.account
        AND recovered.campaign_id = entered.campaign_id
        AND entered.time <= recovered.time
),

ranked AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY campaign_id, account
            ORDER BY mailbox IS NULL, time, event_uid, mailbox_at DESC, mailbox
        ) AS turn
    FROM joined
),

told AS (
    SELECT
        *,
        CASE
            WHEN way IS NOT NULL THEN way
            WHEN mailbox IS NOT NULL THEN 'mailbox'
            ELSE 'none known'
        END AS kind,
        CASE
            WHEN mailbox IS NOT NULL THEN
                'the campaign had entered the mailbox that, by the ' || source
                || ', resets this account '
                || format('{:.1f}', (epoch_ms(time) - epoch_ms(mailbox_at)) / 3600000.0)
                || ' hours before'
            WHEN has_mailbox THEN 'the campaign was not seen to enter the account''s mailbox before'
            ELSE 'no recovery mailbox of this account is known'
        END AS known,
        CASE way
            WHEN 'phone' THEN 'the log says that the recovery went over a phone'
            WHEN 'mailbox' THEN 'the log says that the recovery went over a mailbox'
            ELSE 'the log does not say over what the recovery went'
        END AS logged
    FROM ranked
    WHERE turn = 1
)

SELECT
    campaign_id,
    person_id,
    coalesce(mailbox, '') AS mailbox,
    coalesce(mailbox_event, '') AS mailbox_event,
    mailbox_at,
    account,
    event_uid AS account_event,
    time AS account_at,
    kind,
    known || '; ' || logged AS reason
FROM told
