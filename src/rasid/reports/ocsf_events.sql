-- Events as OCSF 1.3, a record each, and `eventDay` (YYYYMMDD) for the folders of a lake.
--
-- A look-up, a recovery and what is done in a mailbox are API Activity (6003) by the operation that
-- says it. What OCSF has no words for is in `unmapped`, as OCSF asks: the format `ocsf` reads it
-- back by `metadata.log_name`, so that importing the records gives these events again.
WITH classed AS (
    SELECT
        *,
        CASE
            WHEN action IN ('signin', 'mfa', 'token') THEN 3002
            WHEN action IN ('password_change', 'password_reset', 'mfa_change') THEN 3001
            WHEN action = 'risk' THEN 2004
            WHEN action = 'link_click' THEN 4002
            WHEN action = 'phish_report' THEN 4009
            ELSE 6003
        END AS class_uid,
        CASE outcome WHEN 'success' THEN 1 WHEN 'failure' THEN 2 WHEN 'unknown' THEN 0 ELSE 99 END
            AS status_id
    FROM events
),

worded AS (
    SELECT
        *,
        CASE class_uid
            WHEN 3001 THEN 'Account Change'
            WHEN 3002 THEN 'Authentication'
            WHEN 2004 THEN 'Detection Finding'
            WHEN 4002 THEN 'HTTP Activity'
            WHEN 4009 THEN 'Email Activity'
            ELSE 'API Activity'
        END AS class_name,
        CASE
            WHEN class_uid = 2004 THEN 'Findings'
            WHEN class_uid < 4000 THEN 'Identity & Access Management'
            WHEN class_uid < 5000 THEN 'Network Activity'
            ELSE 'Application Activity'
        END AS category_name,
        CASE
            WHEN action IN ('signin', 'mfa', 'risk', 'recovery_start', 'recovery_send', 'consent')
                THEN 1
            WHEN action IN ('lookup', 'recovery_verify', 'mail_access', 'mail_export') THEN 2
            WHEN action IN ('password_change', 'forwarding_rule', 'recovery_contact_change') THEN 3
            WHEN action IN ('token', 'password_reset') THEN 4
            ELSE 99
        END AS activity_id,
        CASE action
            WHEN 'lookup' THEN 'account.lookup'
            WHEN 'recovery_start' THEN 'recovery.start'
            WHEN 'recovery_send' THEN 'recovery.send_code'
            WHEN 'recovery_verify' THEN 'recovery.verify'
            WHEN 'recovery_contact_change' THEN 'recovery_contact.change'
            WHEN 'forwarding_rule' THEN 'mail_rule.create'
            WHEN 'mail_access' THEN 'mail.read'
            WHEN 'mail_export' THEN 'mail.export'
            WHEN 'app_password' THEN 'app_password.create'
            WHEN 'consent' THEN 'consent.grant'
            WHEN 'delegate' THEN 'mailbox.delegate'
            ELSE coalesce(nullif(detail, ''), action)
        END AS operation
    FROM classed
),

named AS (
    SELECT
        *,
        CASE
            WHEN activity_id = 99 THEN action
            WHEN class_uid = 3002 AND activity_id = 1 THEN 'Logon'
            WHEN class_uid = 3002 THEN 'Service Ticket Request'
            WHEN action = 'password_change' THEN 'Password Change'
            WHEN action = 'password_reset' THEN 'Password Reset'
            WHEN activity_id = 1 THEN 'Create'
            WHEN activity_id = 2 THEN 'Read'
            ELSE 'Update'
        END AS activity_name
    FROM worded
)

SELECT
    {
        'uid': event_uid,
        'version': '1.3.0',
        'log_name': 'rasid',
        'tenant_uid': nullif(tenant, ''),
        'product': {'name': provider, 'vendor_name': provider}
    } AS metadata,
    epoch_ms(time) AS time,
    replace(CAST(time AS VARCHAR), ' ', 'T') || 'Z' AS time_dt,
    class_uid,
    class_name,
    class_uid // 1000 AS category_uid,
    category_name,
    activity_id,
    activity_name,
    class_uid * 100 + activity_id AS type_uid,
    CASE outcome WHEN 'failure' THEN 2 WHEN 'blocked' THEN 2 ELSE 1 END AS severity_id,
    status_id,
    CASE status_id WHEN 1 THEN 'Success' WHEN 2 THEN 'Failure' WHEN 0 THEN 'Unknown' ELSE outcome END
        AS status,
    reason AS status_detail,
    CASE
        WHEN account IS NOT NULL THEN {
            'email_addr': CASE WHEN contains(account, '@') THEN account END,
            'name': CASE WHEN NOT contains(account, '@') THEN account END
        }
    END AS "user",
    CASE
        WHEN actor_account IS NOT NULL THEN {
            'user': {
                'email_addr': CASE WHEN contains(actor_account, '@') THEN actor_account END,
                'name': CASE WHEN NOT contains(actor_account, '@') THEN actor_account END
            }
        }
    END AS actor,
    CASE
        WHEN coalesce(source_ip, country, as_name, CAST(asn AS VARCHAR)) IS NOT NULL THEN {
            'ip': source_ip,
            'location': {'country': country},
            'autonomous_system': {'number': asn, 'name': as_name}
        }
    END AS src_endpoint,
    CASE
        WHEN user_agent IS NOT NULL OR class_uid = 4002 THEN {
            'user_agent': user_agent,
            'url': CASE WHEN class_uid = 4002 THEN {'url_string': detail} END
        }
    END AS http_request,
    CASE WHEN fingerprint IS NOT NULL THEN [{'value': fingerprint}] END AS ja4_fingerprint_list,
    CASE WHEN device IS NOT NULL THEN {'uid': device, 'type_id': 0} END AS device,
    CASE WHEN session IS NOT NULL THEN {'uid': session} END AS session,
    CASE WHEN app IS NOT NULL THEN {'name': app} END AS service,
    CASE WHEN class_uid = 6003 THEN {'operation': operation} END AS api,
    CASE
        WHEN class_uid = 2004 THEN {'title': coalesce(nullif(detail, ''), 'risk'), 'uid': event_uid}
    END AS finding_info,
    protocol AS auth_protocol,
    CASE WHEN class_uid = 3002 THEN action = 'mfa' OR mfa_method IS NOT NULL END AS is_mfa,
    CASE WHEN mfa_method IS NOT NULL THEN [{'factor_type': mfa_method}] END AS auth_factors,
    {
        'action': action,
        'outcome': outcome,
        'account_exists': CAST(account_exists AS VARCHAR),
        'detail': detail,
        'raw_file': raw_file,
        'raw_line': raw_line
    } AS unmapped,
    strftime(time, '%Y%m%d') AS "eventDay"
FROM named
