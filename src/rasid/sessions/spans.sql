-- One source's events with no longer pause, whoever is at home there.
CREATE OR REPLACE TEMP TABLE spans AS
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
    count(*) AS accounts
FROM parties
WHERE events IS NOT NULL
GROUP BY session_id
