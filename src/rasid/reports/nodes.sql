WITH visits AS (
    SELECT
        hostile.session_id,
        hostile.source_ip,
        coalesce(hostile.person_id, '') AS person_id,
        hostile.account,
        min(hostile.category) AS category,
        min(traces.network) AS network,
        min(traces.fingerprint) AS fingerprint,
        min(hostile.time) AS first_at,
        count(*) AS events
    FROM hostile
    INNER JOIN traces ON hostile.event_uid = traces.event_uid
    WHERE hostile.campaign_id = $campaign AND traces.campaign_id = $campaign
    GROUP BY ALL
),

busiest AS (
    SELECT
        session_id,
        min(first_at) AS start_at,
        count(*) AS visits,
        sum(count(*)) OVER (ORDER BY sum(events) DESC, session_id) AS visits_so_far
    FROM visits
    GROUP BY session_id
)

SELECT
    visits.session_id,
    visits.source_ip,
    visits.network,
    visits.fingerprint,
    visits.person_id,
    visits.account,
    visits.category,
    visits.events
FROM visits
INNER JOIN busiest ON visits.session_id = busiest.session_id
WHERE busiest.visits_so_far - busiest.visits < $most
ORDER BY busiest.start_at, visits.session_id, visits.account, visits.source_ip
