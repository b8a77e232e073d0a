-- The events of each alert: an address that failed at, or looked up, $accounts distinct accounts
-- or more in one span of $seconds.
WITH asked AS (
    SELECT
        event_uid,
        source_ip,
        epoch_ms(time) // (1000 * $seconds) AS span,
        account,
        action IN ('lookup', 'recovery_start')
        OR (
            action IN ('signin', 'token', 'mfa', 'recovery_send', 'recovery_verify')
            AND outcome IN ('failure', 'blocked')
        ) AS counts
    FROM events
    WHERE source_ip IS NOT NULL AND source_ip <> '' AND account IS NOT NULL AND account <> ''
)

SELECT list(event_uid)
FROM asked
GROUP BY source_ip, span
HAVING count(DISTINCT account) FILTER (counts) >= $accounts
ORDER BY source_ip, span
