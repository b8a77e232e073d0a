-- title: Something done from an address that is said to be a tracked group's
-- reads: events, actor_addresses
-- lookback: 1d
-- level: high
-- bits: 7
-- speaks: address
-- attack: T1583
-- parameter: crowd integer (accounts) = 3; more accounts that are at home there make it a
--   household's or an exit that many share
-- parameter: stale duration = 90d; an address outlives its listing by the time that servers are
--   rented for
-- false positives: an address that was rented out again; a shared exit; a report that errs by a
--   line
-- blind spots: addresses that no report names; ranges wider than 256 addresses
-- triage: read the source of the claim with show actor; see what else was done from the address
WITH listed AS (
    SELECT address, min(actor) AS actor, count(DISTINCT actor) AS actors,
        min(valid_from) AS valid_from,
        CASE WHEN count(valid_until) = count(*) THEN max(valid_until) END AS valid_until
    FROM actor_addresses
    GROUP BY address
),

done AS (
    SELECT
        events.time, events.provider, events.tenant, events.event_uid, events.account,
        events.source_ip, events.session_id, coalesce(events.at_home, false) AS at_home,
        listed.actor, listed.actors, listed.valid_from, listed.valid_until
    FROM events
    JOIN listed ON events.source_ip = listed.address
),

crowds AS (
    SELECT source_ip, count(DISTINCT account) AS accounts
    FROM done
    WHERE at_home
    GROUP BY source_ip
)

SELECT
    done.source_ip AS subject,
    done.time,
    done.provider,
    done.tenant,
    done.event_uid,
    done.account,
    done.source_ip,
    done.session_id,
    CAST(done.actors AS DOUBLE) AS value,
    'the address is said to be ' || done.actor || '''s' || CASE
        WHEN done.actors > 1 THEN ' and ' || CAST(done.actors - 1 AS VARCHAR) || ' others'''
        ELSE ''
    END AS reason
FROM done
LEFT JOIN crowds ON done.source_ip = crowds.source_ip
WHERE NOT done.at_home
    AND coalesce(crowds.accounts, 0) <= $crowd
    AND (done.valid_from IS NULL OR done.time >= done.valid_from - $stale)
    AND (done.valid_until IS NULL OR done.time <= done.valid_until + $stale)
