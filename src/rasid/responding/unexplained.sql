-- What was changed in attacked accounts, after the attack, from where the account is not at home,
-- in visits that no campaign has and that nobody decided to be innocent.
WITH attacked AS (
    SELECT account, min(time) AS first_at
    FROM hostile
    WHERE campaign_id = $campaign AND stage <> 'discover'
    GROUP BY account
)

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
