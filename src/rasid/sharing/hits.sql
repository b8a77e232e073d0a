-- The events that indicators hit, each once for an indicator, whatever of it was seen where.
CREATE OR REPLACE TEMP TABLE hits AS
WITH spread AS (
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.source_ip
    WHERE matches.place = 'source_ip'
    UNION ALL
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.fingerprint
    WHERE matches.place = 'fingerprint'
    UNION ALL
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.user_agent
    WHERE matches.place = 'user_agent'
    UNION ALL
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.detail
    WHERE matches.place = 'detail'
    UNION ALL
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.app
    WHERE matches.place = 'app'
    UNION ALL
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.account
    WHERE matches.place = 'account'
    UNION ALL
    SELECT matches.number, events.*
    FROM matches JOIN events ON matches.seen = events.actor_account
    WHERE matches.place = 'actor_account'
)

SELECT
    spread.number,
    spread.provider,
    spread.tenant,
    spread.event_uid,
    min(spread.time) AS time,
    any_value(spread.account) AS account,
    any_value(spread.source_ip) AS source_ip,
    bool_or(
        spread.outcome = 'success'
        AND spread.action IN ('signin', 'token', 'mfa', 'mail_access')
    ) AS entry,
    bool_or(
        (hunted.valid_from IS NULL OR hunted.valid_from <= spread.time)
        AND (hunted.valid_until IS NULL OR spread.time < hunted.valid_until)
    ) AS inside
FROM spread
JOIN hunted ON spread.number = hunted.number
GROUP BY spread.number, spread.provider, spread.tenant, spread.event_uid
