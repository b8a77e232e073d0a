-- What was changed in attacked accounts, after the attack, from where the account is not at home,
-- in visits that no campaign has and that nobody decided to be innocent. `attacked` is a step made
-- before, so that its size is known: what is joined to few accounts is read for these alone.
SELECT
    changes.account,
    changes.event_uid,
    changes.time,
    '' AS stage,
    changes.action,
    changes.outcome,
    changes.source_ip,
    changes.session_id,
    changes.provider,
    changes.detail,
    coalesce(changes.bits, 0) AS bits,
    CASE WHEN changes.candidate = $campaign THEN changes.needed END AS needed
FROM changes
JOIN attacked ON changes.account = attacked.account AND changes.time > attacked.first_at
WHERE changes.home_bits < $home_bits AND changes.step <> 'innocent'
ORDER BY changes.account, changes.time, changes.event_uid
