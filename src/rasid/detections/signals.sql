-- Rows of one subject are one signal, each event of it once.
CREATE OR REPLACE TEMP TABLE subjects AS
WITH members AS (
    SELECT DISTINCT rule, subject, provider, tenant, event_uid FROM signal_rows
),

named AS (
    SELECT
        rule,
        subject,
        count(*) AS events,
        bit_xor(md5_number(concat_ws(chr(31), provider, tenant, event_uid))) AS mixed
    FROM members
    GROUP BY rule, subject
)

SELECT
    rule,
    subject,
    events,
    substr(md5(concat_ws(chr(31), rule, subject, events::VARCHAR, mixed::VARCHAR)), 1, 16)
        AS signal_id
FROM named;

CREATE OR REPLACE TEMP TABLE signal_events AS
SELECT
    subjects.signal_id,
    signal_rows.provider,
    signal_rows.tenant,
    signal_rows.event_uid,
    min(signal_rows.time) AS time
FROM signal_rows
JOIN subjects ON signal_rows.rule = subjects.rule AND signal_rows.subject = subjects.subject
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE signals AS
WITH summed AS (
    SELECT
        rule,
        subject,
        min(time) AS first_seen,
        max(time) AS last_seen,
        CASE WHEN count(DISTINCT account) = 1 THEN min(account) END AS account,
        CASE WHEN count(DISTINCT source_ip) = 1 THEN min(source_ip) END AS source_ip,
        CASE WHEN count(DISTINCT session_id) = 1 THEN min(session_id) END AS session_id,
        max(value) AS value
    FROM signal_rows
    GROUP BY rule, subject
),

told AS (
    SELECT signal_rows.rule, signal_rows.subject, min(signal_rows.reason) AS reason
    FROM signal_rows
    JOIN summed
        ON signal_rows.rule = summed.rule AND signal_rows.subject = summed.subject
        AND signal_rows.value IS NOT DISTINCT FROM summed.value
    GROUP BY signal_rows.rule, signal_rows.subject
)

SELECT
    subjects.signal_id,
    summed.rule,
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
        WHERE suppressions.rule = summed.rule
            AND (suppressions.account = '' OR suppressions.account = summed.account)
            AND (suppressions.source_ip = '' OR suppressions.source_ip = summed.source_ip)
            AND summed.last_seen < suppressions.until
    ) AS suppressed
FROM summed
JOIN subjects ON summed.rule = subjects.rule AND summed.subject = subjects.subject
JOIN told ON summed.rule = told.rule AND summed.subject = told.subject
JOIN loaded_rules ON summed.rule = loaded_rules.rule
