-- How many protected people, of how many organisations, a campaign went for, by category.
SELECT
    campaign_id,
    hostile.category,
    count(DISTINCT hostile.person_id) AS people,
    count(DISTINCT coalesce(nullif(people.organisation, ''), hostile.person_id)) AS organisations
FROM hostile
LEFT JOIN (
    SELECT person_id, max(organisation) AS organisation
    FROM roster
    GROUP BY person_id
) AS people
    ON hostile.person_id = people.person_id
WHERE hostile.person_id <> ''
GROUP BY campaign_id, hostile.category
ORDER BY campaign_id, hostile.category
