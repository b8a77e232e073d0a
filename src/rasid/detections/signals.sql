-- Rows of one subject are one signal, each event of it once: `members`. Subjects and events are told
-- apart by the hashes that the runner gave them, since numbers are grouped faster than names.
CREATE OR REPLACE TEMP TABLE subjects AS
WITH counted AS (
    SELECT signal, count(*) AS events, bit_xor(event) AS mixed
    FROM members
    GROUP BY signal
)

SELECT
    signal,
    events,
    substr(md5(concat_ws(chr(31), signal::VARCHAR, events::VARCHAR, mixed::VARCHAR)), 1, 16)
        AS signal_id
FROM counted;

CREATE OR REPLACE TEMP TABLE signal_events AS
SELECT
    subjects.signal_id,
    members.provider,
    members.tenant,
    members.event_uid,
    members.time
FROM members
JOIN subjects ON members.signal = subjects.signal;

CREATE OR REPLACE TEMP TABLE signals AS
WITH summed AS (
    SELECT
        signal,
        any_value(rule) AS rule,
        min(time) AS first_seen,
        max(time) AS last_seen,
        CASE WHEN min(account) = max(account) THEN min(account) END AS account,
        CASE WHEN min(source_ip) = max(source_ip) THEN min(source_ip) END AS source_ip,
        CASE WHEN min(session_id) = max(session_id) THEN min(session_id) END AS session_id,
        max(value) AS value
    FROM signal_rows
    GROUP BY signal
),

told AS (
    SELECT signal_rows.signal, min(signal_rows.reason) AS reason
    FROM signal_rows
    JOIN summed ON signal_rows.signal = summed.signal
    WHERE signal_rows.value IS NOT DISTINCT FROM summed.value
    GROUP BY signal_rows.signal
)

SELECT
    subjects.signal_id,
    loaded_rules.rule,
    loaded_rules.title,
    loaded_rules.level,
    summed.first_seen,
    summed.last_seen,
    summed.account,
    summed.source_ip,
    summed.session_id,
    subjects.events,
    summed.value,
    loaded_rules.bits,
    told.reason,
    loaded_rules.attack,
    (
        SELECT arg_max(suppressions.told, suppressions.suppression)
        FROM suppressions
        WHERE suppressions.rule = loaded_rules.rule
            AND (suppressions.account = '' OR suppressions.account = summed.account)
            AND (suppressions.source_ip = '' OR suppressions.source_ip = summed.source_ip)
            AND summed.last_seen < suppressions.until
    ) AS suppressed
FROM summed
JOIN subjects ON summed.signal = subjects.signal
JOIN told ON summed.signal = told.signal
JOIN loaded_rules ON summed.rule = loaded_rules.number
