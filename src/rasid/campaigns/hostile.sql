-- The staged events under the id of their campaign.
CREATE OR REPLACE TEMP TABLE hostile AS
SELECT staged.* EXCLUDE (number), named.campaign_id
FROM staged
JOIN named ON staged.number = named.number
