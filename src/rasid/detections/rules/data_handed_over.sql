-- title: What an account holds was handed over to another account
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 3
-- attack: T1530, T1098
-- parameter: wanted text =
--   (data_transfer_request|create_data_transfer|transfer_document_ownership|move_.*_to_shared_drive);
--   the names that Google gives it
-- false positives: a colleague who left, whose files another takes over
-- blind spots: files shared one by one
-- triage: is the account that takes over the right one, and who ordered it?
SELECT
    coalesce(account, '') || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'files of an account were handed over' AS reason
FROM events
WHERE action IN ('admin', 'other')
    AND outcome NOT IN ('failure', 'blocked')
    AND regexp_matches(lower(detail), $wanted)
