-- Each campaign with the bounds of its numbers, which enclose the number itself.
CREATE OR REPLACE TEMP TABLE campaigns AS
SELECT
    campaigns.*,
    least(attempts, attempts_low) AS attempts_low,
    greatest(attempts, attempts_high) AS attempts_high,
    least(accounts_identified, accounts_identified_low) AS accounts_identified_low,
    greatest(accounts_identified, accounts_identified_high) AS accounts_identified_high,
    least(accounts_attacked, accounts_attacked_low) AS accounts_attacked_low,
    greatest(accounts_attacked, accounts_attacked_high) AS accounts_attacked_high,
    least(accounts_compromised, accounts_compromised_low) AS accounts_compromised_low,
    greatest(accounts_compromised, accounts_compromised_high) AS accounts_compromised_high
FROM campaigns
JOIN bounds ON campaigns.campaign_id = bounds.campaign_id
