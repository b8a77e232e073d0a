-- Who is on the roster on any of the days of `visits`: people join and leave. A row without dates
-- always was and still is.
CREATE OR REPLACE TEMP TABLE listed AS
WITH dated AS (
    SELECT
        *,
        coalesce(try_cast(listed_from AS TIMESTAMP), TIMESTAMP '0001-01-01') AS since,
        coalesce(try_cast(listed_until AS TIMESTAMP), TIMESTAMP '9999-12-31') AS until
    FROM roster
)

SELECT *
FROM dated
WHERE since <= (SELECT max(last_at) FROM visits) AND until > (SELECT min(first_at) FROM visits)
