-- The sessions that decisions speak of: by address, network, fingerprint, or one by one. One that
-- was decided on is found by its id, or as a session of the same source at the same time.
CREATE OR REPLACE TEMP TABLE marked_sessions AS
SELECT DISTINCT marks.decision, sessions.session_id
FROM marks
JOIN sessions
    ON (marks.kind = 'address' AND sessions.source_ip = marks.value)
    OR (marks.kind = 'network' AND sessions.network = marks.value)
    OR (marks.kind = 'fingerprint' AND sessions.fingerprint = marks.value)
    OR (marks.kind = 'session' AND sessions.session_id = marks.value)
    OR (
        marks.kind = 'session'
        AND sessions.provider = marks.provider
        AND sessions.source_ip = marks.source_ip
        AND sessions.fingerprint = marks.fingerprint
        AND sessions.device = marks.device
        AND sessions.start_at <= CAST(marks.end_at AS TIMESTAMP)
        AND sessions.end_at >= CAST(marks.start_at AS TIMESTAMP)
    )
ORDER BY marks.decision, sessions.session_id
