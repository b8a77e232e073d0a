-- The visits asked about, each with its session and with what became of it. What is not among the
-- judged is at home, or so quiet that it is no suspect.
CREATE OR REPLACE TEMP TABLE asked AS
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
FROM visits
JOIN sessions ON visits.session_id = sessions.session_id
LEFT JOIN judged
    ON visits.session_id = judged.session_id AND visits.account = judged.account
WHERE ($account IS NULL OR visits.account = $account)
    AND ($session IS NULL OR visits.session_id = $session)
    AND ($address IS NULL OR sessions.source_ip = $address)
