-- The accounts of which something else counts as a success than at the last weighing.
CREATE OR REPLACE TEMP TABLE renewed AS
SELECT account FROM tainted
UNION
SELECT account FROM heeded
