-- In how many sessions of a campaign each way of writing a name was asked for.
SELECT
    guessed.campaign_id,
    guessed.form,
    count(DISTINCT hostile.session_id) AS sessions
FROM (
    SELECT
        unnest($campaigns) AS campaign_id,
        unnest($addresses) AS account,
        unnest($forms) AS form
) AS guessed
JOIN hostile ON guessed.campaign_id = hostile.campaign_id AND guessed.account = hostile.account
GROUP BY guessed.campaign_id, guessed.form
ORDER BY guessed.campaign_id, guessed.form
