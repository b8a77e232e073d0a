-- One source's events with no longer pause, whoever is at home there.
CREATE OR REPLACE TEMP TABLE spans AS
SELECT
    session_id,
    any_value(provider) AS provider,
    any_value(source_ip) AS source_ip,
    max(network) AS network,
    any_value(fingerprint) AS fingerprint,
    any_value(device) AS device,
    max(country) AS country,
    min(time) AS start_at,
    max(time) AS end_at,
    count(*) AS events,
    count(DISTINCT account) AS accounts
FROM tagged
GROUP BY session_id
