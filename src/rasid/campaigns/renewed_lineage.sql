-- Whose each event is by the evidence: as judged now, else as it was last.
CREATE OR REPLACE TEMP TABLE renewed_lineage AS
SELECT hostile.event_uid, by_evidence.campaign_id
FROM hostile
JOIN by_evidence
    ON hostile.session_id = by_evidence.session_id AND hostile.account = by_evidence.account
UNION ALL
SELECT event_uid, campaign_id FROM lineage
WHERE event_uid NOT IN (SELECT event_uid FROM hostile)
