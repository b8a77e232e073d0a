-- By what the account of each visit asked about is known: how many of its own sign-ins on earlier
-- days (on later ones where there is no earlier one) agree with it, how many others of its mail
-- domain sign in at its address, and who did to it what was done, where that was somebody else.
WITH own AS MATERIALIZED (
    SELECT
        account,
        first_at::DATE AS day,
        source_ip,
        network,
        country,
        fingerprint,
        device
    FROM stays_asked
    WHERE signin_successes + follow_ups > 0 AND NOT hostile
),

pasts AS (
    SELECT asked.session_id, asked.account, bool_or(own.day < asked.first_at::DATE) AS has_past
    FROM asked
    JOIN own ON asked.account = own.account
    GROUP BY asked.session_id, asked.account
),

agreeing AS (
    SELECT
        asked.session_id,
        asked.account,
        count(*) AS signins,
        count(*) FILTER (own.source_ip = asked.source_ip AND own.source_ip <> '') AS address,
        count(*) FILTER (own.network = asked.network AND own.network <> '') AS network,
        count(*) FILTER (own.country = asked.country AND own.country <> '') AS country,
        count(*) FILTER (own.fingerprint = asked.fingerprint AND own.fingerprint <> '') AS client,
        count(*) FILTER (own.device = asked.device AND own.device <> '') AS device
    FROM asked
    JOIN pasts ON asked.session_id = pasts.session_id AND asked.account = pasts.account
    JOIN own
        ON asked.account = own.account
        AND CASE
            WHEN pasts.has_past THEN own.day < asked.first_at::DATE
            ELSE own.day > asked.first_at::DATE
        END
    GROUP BY asked.session_id, asked.account
),

residents AS (
    SELECT split_part(account, '@', 2) AS domain, source_ip, account
    FROM places
    WHERE signs_in
        AND contains(account, '@')
        AND source_ip <> ''
        AND source_ip IN (SELECT source_ip FROM asked)
),

colleagues AS (
    SELECT asked.session_id, asked.account, count(*) AS colleagues
    FROM asked
    JOIN residents
        ON asked.source_ip = residents.source_ip
        AND split_part(asked.account, '@', 2) = residents.domain
        AND asked.account <> residents.account
    GROUP BY asked.session_id, asked.account
),

doers AS (
    SELECT asked.session_id, asked.account, min(events.actor_account) AS done_by
    FROM asked
    JOIN events_asked AS events
        ON asked.account = events.account
        AND asked.source_ip = coalesce(events.source_ip, '')
        AND events.time BETWEEN asked.first_at AND asked.last_at
    GROUP BY asked.session_id, asked.account
    HAVING bool_and(coalesce(events.actor_account, '') NOT IN ('', events.account))
)

SELECT
    asked.session_id,
    asked.account,
    coalesce(pasts.has_past, true) AS earlier,
    coalesce(agreeing.signins, 0),
    coalesce(agreeing.address, 0),
    coalesce(agreeing.network, 0),
    coalesce(agreeing.country, 0),
    coalesce(agreeing.client, 0),
    coalesce(agreeing.device, 0),
    coalesce(colleagues.colleagues, 0),
    coalesce(doers.done_by, '')
FROM asked
LEFT JOIN pasts ON asked.session_id = pasts.session_id AND asked.account = pasts.account
LEFT JOIN agreeing
    ON asked.session_id = agreeing.session_id AND asked.account = agreeing.account
LEFT JOIN colleagues
    ON asked.session_id = colleagues.session_id AND asked.account = colleagues.account
LEFT JOIN doers ON asked.session_id = doers.session_id AND asked.account = doers.account
