-- title: A second factor was removed or reset, or asked for no longer
-- reads: events
-- lookback: 1d
-- level: medium
-- bits: 4
-- attack: T1556.006
-- parameter: wanted text =
--   (factor\.(deactivate|reset_all|suspend|unenroll)|credential\.(revoke|unenroll)|2sv_disable|turn_off_2_step|unenroll_user_from_strong_auth|passkey_removed|titanium_unenroll|disable
--   strong authentication|deleted security info|^remove users strong|^delete
--   (fido2|passkey|passwordless|platform|windows|all available)|device\.user\.remove|^user_removed_otp_device|^profile_devices_delete_device|^authentication_factor_deleted|^gd_unenroll|^user_update.status=bypass|^(webauthncredential|u2ftoken)_delete);
--   the names that Okta, Google, Entra, OneLogin, Auth0 and Duo give it
-- false positives: a person who gets a new phone; a help desk that helps
-- blind spots: a factor added beside the old one (see foothold_after_entry)
-- triage: see whether a new factor followed, and who asked the help desk
SELECT
    coalesce(account, '') || ' ' || CAST(CAST(time AS DATE) AS VARCHAR) AS subject,
    time,
    provider,
    tenant,
    event_uid,
    account,
    source_ip,
    session_id,
    1.0 AS value,
    'a second factor was removed or reset' AS reason
FROM events
WHERE outcome NOT IN ('failure', 'blocked')
    AND action IN ('mfa_change', 'admin')
    AND regexp_matches(lower(detail), $wanted)
