-- Suspect sessions from where somebody is at home in other sessions, with the same program and more
-- often than anybody uses that one: what all use, behind an exit of many, says nothing of who it was.
--
-- Whoever strangers tried to enter vouches for nobody: an intruder may be at home there by now. An
-- address of IPv6 stands for its line (/64), within which machines renew theirs.
CREATE OR REPLACE TEMP TABLE residents AS
WITH placed AS NOT MATERIALIZED (
    SELECT
        session_id,
        fingerprint,
        at_home,
        CASE
            WHEN contains(source_ip, ':')
                THEN array_to_string(string_split(source_ip, ':')[1:4], ':')
            ELSE source_ip
        END AS line
    FROM sessions
    WHERE source_ip <> '' AND fingerprint <> ''
),

asked AS (
    SELECT placed.session_id, placed.line, placed.fingerprint
    FROM placed
    JOIN suspects ON placed.session_id = suspects.session_id
),

lived AS (
    SELECT placed.line, placed.fingerprint, count(DISTINCT placed.session_id) AS sessions
    FROM placed
    JOIN visits ON placed.session_id = visits.session_id
    WHERE placed.at_home > 0
        AND placed.line IN (SELECT line FROM asked)
        AND visits.home_bits >= $home_bits
        AND visits.signin_successes > 0
        AND visits.account NOT IN (
            SELECT account FROM strangers
            WHERE home_bits < $home_bits AND troubled
                AND tactic NOT IN ('look-up', 'recovery opened', 'other')
        )
    GROUP BY placed.line, placed.fingerprint
),

usual AS (
    SELECT fingerprint, count(*) / sum(count(*)) OVER () AS share
    FROM placed
    GROUP BY fingerprint
),

shares AS (
    SELECT line, fingerprint, sessions / (sum(sessions) OVER (PARTITION BY line) + 1.0) AS share
    FROM lived
)

SELECT asked.session_id
FROM asked
JOIN shares ON asked.line = shares.line AND asked.fingerprint = shares.fingerprint
JOIN usual ON asked.fingerprint = usual.fingerprint
WHERE shares.share > usual.share
