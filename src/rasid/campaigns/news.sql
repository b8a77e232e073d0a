-- Which suspect visits the news of rules is about. What speaks of an account (a warning, which comes
-- days late) speaks of all that strangers did to it in the $late before, and on the day after.
WITH told AS (
    SELECT DISTINCT
        news.rule, news.title, news.bits, news.speaks, tagged.session_id, tagged.account,
        tagged.time
    FROM news
    JOIN tagged
        ON news.event_uid = tagged.event_uid AND news.provider = tagged.provider
        AND news.tenant = tagged.tenant
)

SELECT DISTINCT
    suspect_visits.place, suspect_visits.account, told.rule, told.title, told.bits,
    told.speaks = 'address' AS of_address
FROM told
JOIN suspect_visits ON told.account = suspect_visits.account
WHERE (told.speaks IN ('address', 'visit') AND told.session_id = suspect_visits.session_id)
    OR (
        told.speaks = 'account'
        AND suspect_visits.first_at >= told.time - $late
        AND suspect_visits.first_at <= told.time + INTERVAL 1 DAY
    )
ORDER BY suspect_visits.place, suspect_visits.account, told.rule
