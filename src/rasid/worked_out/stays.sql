-- Each visit with where its session was.
SELECT
    visits.session_id,
    visits.account,
    visits.first_at,
    visits.last_at,
    visits.events,
    visits.home_bits,
    visits.signin_successes,
    visits.follow_ups,
    sessions.provider,
    coalesce(sessions.source_ip, '') AS source_ip,
    sessions.network,
    sessions.country,
    sessions.fingerprint,
    sessions.device
FROM visits
JOIN sessions ON visits.session_id = sessions.session_id
