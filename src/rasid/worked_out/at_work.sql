-- The domains whose accounts the logs show at work, and how many accounts of each.
SELECT split_part(account, '@', 2) AS domain, count(DISTINCT account) AS accounts
FROM events
WHERE outcome = 'success'
    AND contains(account, '@')
    AND action IN (
        'signin', 'token', 'password_reset', 'password_change', 'mfa_change', 'mail_access'
    )
GROUP BY split_part(account, '@', 2)
