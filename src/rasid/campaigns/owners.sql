-- From how many accounts somebody got in without any trouble at each address of a suspect session.
WITH quiet AS (
    SELECT sessions.source_ip, count(DISTINCT visits.account) AS owners
    FROM visits
    JOIN sessions ON visits.session_id = sessions.session_id
    WHERE visits.signin_successes > 0
        AND visits.signin_failures + visits.factor_refusals + visits.recovery_failures
            + visits.recovery_opened + visits.lookups = 0
        AND sessions.source_ip IN (SELECT source_ip FROM suspects)
    GROUP BY sessions.source_ip
)

SELECT coalesce(quiet.owners, 0) AS owners
FROM suspects
LEFT JOIN quiet ON suspects.source_ip = quiet.source_ip AND suspects.source_ip <> ''
ORDER BY suspects.place
