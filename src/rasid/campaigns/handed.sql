-- The visits that got in by what was prepared elsewhere, and how: nothing goes wrong there, as the
-- owner approved it at home, a help desk meant well, or the session was signed in long ago. Told of
-- where somebody is not at home ($home_bits or more).
--
-- A device code is shown in one place and approved in another. After somebody else renewed what an
-- account is entered by, whoever signs in first within a day has it. A signed-in session (by the id
-- that its provider gives it) that goes on in another network, with another program than it was
-- begun with and one that the account never showed before, was carried there: a phone that leaves
-- the house keeps its program, and a new machine signs in.
--
-- A program that is new to an account is its owner's where it comes to a place that the account knew
-- before within $days days, as a new phone does, where another program of theirs is at work by the
-- same address, as beside a hotel's television, or at an address that is more the organisation's than
-- everybody's ($office_bits or more). Where that holds of half of those who came by one
-- way with one program that was new to them, it is taken to hold of the others: they were all given
-- the same phone.
CREATE OR REPLACE TEMP TABLE handed AS
WITH away AS (
    SELECT
        visits.session_id,
        visits.account,
        visits.first_at,
        sessions.source_ip,
        sessions.fingerprint,
        coalesce(home_weights.client_level = 'none', false) AS new_program
    FROM visits
    JOIN sessions ON visits.session_id = sessions.session_id
    JOIN home_weights ON number_of(visits.session_id || visits.account) = home_weights.visit
    WHERE visits.home_bits < $home_bits AND visits.signin_successes + visits.follow_ups > 0
),

coded AS (
    SELECT DISTINCT session_id, account
    FROM tagged
    WHERE outcome = 'success' AND action IN ('signin', 'token')
        AND (lower(protocol) LIKE '%devicecode%' OR lower(protocol) LIKE '%device_code%')
),

renewed_ways AS (
    SELECT DISTINCT account, time
    FROM tagged
    WHERE outcome = 'success' AND actor_account <> ''
        AND action IN ('password_reset', 'mfa_change')
),

helped AS (
    SELECT DISTINCT renewed_ways.account, min_by(entries.session_id, (entries.time, entries.session_id))
        AS session_id
    FROM renewed_ways
    JOIN tagged AS entries
        ON renewed_ways.account = entries.account
        AND entries.action = 'signin' AND entries.outcome = 'success'
        AND entries.actor_account = ''
        AND entries.time > renewed_ways.time
        AND entries.time <= renewed_ways.time + INTERVAL 1 DAY
    GROUP BY renewed_ways.account, renewed_ways.time
),

kept AS (
    SELECT DISTINCT
        away.session_id,
        away.account,
        tagged.session,
        tagged.network,
        tagged.fingerprint
    FROM away
    JOIN tagged ON away.session_id = tagged.session_id AND away.account = tagged.account
    WHERE away.new_program AND tagged.session <> '' AND tagged.network <> '' AND tagged.fingerprint <> ''
),

begun AS (
    SELECT
        tagged.account,
        tagged.session,
        min_by(tagged.network, (tagged.time, tagged.session_id)) AS network,
        min_by(tagged.fingerprint, (tagged.time, tagged.session_id)) AS fingerprint
    FROM tagged
    WHERE tagged.session IN (SELECT session FROM kept)
        AND tagged.network <> '' AND tagged.fingerprint <> ''
    GROUP BY tagged.account, tagged.session
),

carried AS (
    SELECT DISTINCT kept.session_id, kept.account
    FROM kept
    JOIN begun ON kept.account = begun.account AND kept.session = begun.session
    WHERE kept.network <> begun.network AND kept.fingerprint <> begun.fingerprint
),

told AS (
    SELECT
        away.*,
        CASE
            WHEN coded.account IS NOT NULL THEN 'sign-in by a device code'
            WHEN carried.account IS NOT NULL THEN 'signed-in session carried there'
            ELSE 'first sign-in after a reset by others'
        END AS how
    FROM away
    LEFT JOIN coded ON away.session_id = coded.session_id AND away.account = coded.account
    LEFT JOIN carried ON away.session_id = carried.session_id AND away.account = carried.account
    LEFT JOIN helped ON away.session_id = helped.session_id AND away.account = helped.account
    WHERE coded.account IS NOT NULL OR carried.account IS NOT NULL OR helped.account IS NOT NULL
),

elsewhere AS (
    SELECT
        told.session_id,
        told.account,
        told.first_at,
        sessions.source_ip,
        sessions.fingerprint,
        sessions.source_ip = told.source_ip AS same_place
    FROM told
    JOIN visits ON told.account = visits.account AND told.session_id <> visits.session_id
    JOIN sessions ON visits.session_id = sessions.session_id
    WHERE told.new_program
        AND visits.signin_successes + visits.follow_ups > 0
        AND visits.first_at BETWEEN told.first_at - to_days($days) AND told.first_at + to_days($days)
        AND (sessions.source_ip = told.source_ip) <> (sessions.fingerprint = told.fingerprint)
),

owners AS (
    SELECT elsewhere.session_id, elsewhere.account
    FROM elsewhere
    JOIN profiles
        ON elsewhere.account = profiles.account
        AND profiles.kind = CASE WHEN same_place THEN 'client' ELSE 'address' END
        AND profiles.value = CASE WHEN same_place THEN fingerprint ELSE source_ip END
    WHERE profiles.first_day < elsewhere.first_at::DATE
    UNION
    SELECT told.session_id, told.account
    FROM told
    JOIN colleagues
        ON split_part(told.account, '@', 2) = colleagues.domain
        AND told.source_ip = colleagues.address
    WHERE told.new_program AND colleagues.bits >= $office_bits
),

weighed AS (
    SELECT
        told.*,
        owners.account IS NOT NULL AS of_owner,
        count(owners.account) OVER alike AS owners,
        count(*) OVER alike AS visits
    FROM told
    LEFT JOIN owners ON told.session_id = owners.session_id AND told.account = owners.account
    WINDOW alike AS (PARTITION BY told.how, told.fingerprint, told.new_program)
)

SELECT session_id, account, how
FROM weighed
WHERE NOT of_owner AND 2 * owners < visits
