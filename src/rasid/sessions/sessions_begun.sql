-- One source's events with no longer pause; who is at home there is not known yet.
CREATE OR REPLACE TEMP TABLE sessions AS
SELECT
    session_id,
    any_value(provider) AS provider,
    any_value(source_ip) AS source_ip,
    max(network) AS network,
    any_value(client) AS fingerprint,
    any_value(device) AS device,
    max(country) AS country,
    min(first_at) AS start_at,
    max(last_at) AS end_at,
    CAST(sum(events) AS BIGINT) AS events,
    count(*) AS accounts,
    CAST(NULL AS BIGINT) AS at_home
FROM visited
GROUP BY session_id
