-- The staged events under the id of their campaign, each with the raw record it came from.
CREATE OR REPLACE TEMP TABLE hostile AS
WITH records AS (
    SELECT
        event_uid,
        time,
        provider,
        account,
        min(raw_file) AS raw_file,
        arg_min(raw_line, raw_file) AS raw_line
    FROM events
    WHERE event_uid IN (SELECT event_uid FROM staged)
    GROUP BY event_uid, time, provider, account
)

SELECT
    staged.* EXCLUDE (number, provider),
    records.raw_file,
    records.raw_line,
    named.campaign_id
FROM staged
JOIN named ON staged.number = named.number
JOIN records
    ON staged.event_uid = records.event_uid
    AND staged.time = records.time
    AND staged.provider IS NOT DISTINCT FROM records.provider
    AND staged.account = records.account
