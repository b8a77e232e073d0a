-- title: Somebody from outside was put into a group of the organisation
-- reads: events
-- lookback: 1d
-- level: low
-- bits: 1
-- attack: T1098
-- parameter: wanted text = (add_member|add_group_member|add member to group|add_user_to_group); the
--   names that Google and Entra give it
-- false positives: partners in a project's group
-- blind spots: groups whose log names nobody; guests who are named like colleagues
-- triage: what does the group read, and who put the person in?
SELECT
    account || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'somebody from outside was put into a group' AS reason
FROM events
WHERE action = 'admin'
    AND outcome = 'success'
    AND account IS NOT NULL
    AND contains(actor_account, '@')
    AND regexp_matches(lower(detail), $wanted)
    AND (
        contains(lower(account), '#ext#')
        OR split_part(lower(account), '@', 2) <> split_part(lower(actor_account), '@', 2)
    )
