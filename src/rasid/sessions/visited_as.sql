-- What a visit is recognised by, without what was done: that stands in `visits`, and takes room.
CREATE OR REPLACE TEMP TABLE visited AS
SELECT
    party, session_id, account, by_others, source_ip, client, device, network, country, day, entered
FROM visited
