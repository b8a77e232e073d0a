-- Each visit with where its session was, and whether any campaign has it.
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
    sessions.device,
    theirs.account IS NOT NULL AS hostile
FROM visits
JOIN sessions ON visits.session_id = sessions.session_id
LEFT JOIN (SELECT DISTINCT session_id, account FROM hostile) AS theirs
    ON visits.session_id = theirs.session_id AND visits.account = theirs.account
