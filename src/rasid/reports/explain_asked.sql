-- The visits asked about, each with its session and with what became of it. What is not among the
-- judged is at home, or so quiet that it is no suspect. An outer join reads all of its right side, so
-- that sessions and judged are narrowed first.
CREATE OR REPLACE TEMP TABLE asked AS
WITH sessions_asked AS (
    SELECT * FROM sessions WHERE session_id IN (SELECT session_id FROM visits_asked)
),

judged_asked AS (
    SELECT * FROM judged WHERE session_id IN (SELECT session_id FROM visits_asked)
)

SELECT
    visits.session_id,
    visits.account,
    visits.first_at,
    visits.last_at,
    visits.events,
    sessions.provider,
    coalesce(sessions.source_ip, '') AS source_ip,
    sessions.network,
    sessions.country,
    sessions.fingerprint,
    sessions.device,
    CASE
        WHEN judged.step IN ('weighed', 'unsought') AND judged.source <> '' THEN 'crime'
        WHEN judged.step IS NOT NULL THEN judged.step
        WHEN visits.home_bits >= $home_bits THEN 'home'
        ELSE 'quiet'
    END AS step,
    visits.home_bits,
    coalesce(judged.tactic, '') AS tactic,
    coalesce(judged.candidate, '') AS candidate,
    judged.bits,
    judged.needed,
    coalesce(judged.protected, false) AS protected,
    judged.chance,
    coalesce(judged.source, '') AS source,
    judged.decision,
    coalesce(judged.meant, '') AS meant
FROM visits_asked AS visits
JOIN sessions_asked AS sessions ON visits.session_id = sessions.session_id
LEFT JOIN judged_asked AS judged
    ON visits.session_id = judged.session_id AND visits.account = judged.account
