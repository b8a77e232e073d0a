-- The visits asked about, each with what became of it. What is not among the judged is at home, or
-- so quiet that it is no suspect. An outer join reads all of its right side, so that judged, which
-- lie in the order of accounts, are narrowed first.
CREATE OR REPLACE TEMP TABLE asked AS
WITH judged_asked AS (
    SELECT *
    FROM judged
    WHERE account IN (SELECT account FROM visits_asked)
        AND session_id IN (SELECT session_id FROM visits_asked)
)

SELECT
    visits.session_id,
    visits.account,
    visits.first_at,
    visits.last_at,
    visits.events,
    visits.provider,
    visits.source_ip,
    visits.network,
    visits.country,
    visits.fingerprint,
    visits.device,
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
LEFT JOIN judged_asked AS judged
    ON visits.session_id = judged.session_id AND visits.account = judged.account
