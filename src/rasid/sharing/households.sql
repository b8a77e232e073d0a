-- The IPv6 addresses from which protected accounts were entered otherwise than by a campaign.
SELECT DISTINCT events.source_ip
FROM events
WHERE
    contains(events.source_ip, ':')
    AND events.outcome = 'success' AND events.action IN ('signin', 'token', 'mfa', 'mail_access')
    AND events.account IN (SELECT account FROM roster WHERE account IS NOT NULL)
    AND events.event_uid NOT IN (SELECT event_uid FROM hostile WHERE event_uid IS NOT NULL)
