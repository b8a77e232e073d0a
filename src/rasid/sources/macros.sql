-- One-line macros that mapping expressions may use.

-- A text as it came, NULL where it is empty.
CREATE OR REPLACE MACRO given(x) AS nullif(x, '');

-- The same of what is costly to work out: `given` would do it twice.
CREATE OR REPLACE MACRO given_once(x) AS list_filter([x], lambda v: v <> '')[1];

-- A text without outer blanks, NULL where nothing is left. (`trim` is slow, so it is asked last.)
CREATE OR REPLACE MACRO clean(x) AS
  CASE WHEN x <= '!' OR ends_with(x, ' ') THEN given(trim(x, e' \t\r\n')) ELSE x END;

-- Words as logs write them, in one spelling: `Wrong-Password` is `wrong_password`.
CREATE OR REPLACE MACRO spelled(x) AS CASE WHEN x <> '' THEN translate(lower(x), ' -./', '____') END;

-- Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size.
CREATE OR REPLACE MACRO epoch(n) AS make_timestamp(CAST(CASE
  WHEN abs(n) < 1e11 THEN n * 1000000 WHEN abs(n) < 1e14 THEN n * 1000
  WHEN abs(n) < 1e17 THEN n WHEN abs(n) < 1e20 THEN n // 1000 END AS BIGINT));

-- A moment in UTC: an epoch, ISO 8601, the US form of portals and of Excel, that of mail headers, of Kibana
-- and of Go, or `/Date(…)/` of Windows PowerShell,
-- NULL where it is none of them.
CREATE OR REPLACE MACRO moment(x) AS CASE WHEN x IS NULL THEN NULL
  WHEN NOT contains(x, '-') THEN coalesce(CASE WHEN NOT contains(x, '.') THEN epoch(try_cast(x AS BIGINT)) END, CASE
    WHEN contains(x, '/') THEN coalesce(
      try_strptime(x, '%m/%d/%Y, %I:%M:%S.%g %p'), try_strptime(x, '%m/%d/%Y, %I:%M:%S %p'),
      try_strptime(x, ['%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %I:%M:%S.%g %p', '%m/%d/%Y %H:%M:%S',
        '%m/%d/%Y %I:%M %p', '%m/%d/%Y %H:%M', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M:%S.%g']),
      CAST(try_strptime(x, '%m/%d/%Y %I:%M:%S %p %z') AT TIME ZONE 'UTC' AS TIMESTAMP),
      CASE WHEN starts_with(x, '/Date(') THEN epoch(try_cast(trim(x, '/Date()') AS BIGINT)) END)
    WHEN contains(x, ', ') THEN try_strptime(x, ['%b %d, %Y %I:%M:%S %p', '%b %d, %Y, %I:%M:%S %p',
      '%b %d, %Y @ %H:%M:%S.%g', '%a, %d %b %Y %H:%M:%S GMT', '%a, %d %b %Y %H:%M:%S +0000'])
    WHEN abs(try_cast(x AS DOUBLE)) < 1e20 THEN epoch(try_cast(x AS DOUBLE)) END)
  WHEN ends_with(x, 'Z') THEN try_cast(x AS TIMESTAMP)
  ELSE CAST(coalesce(try_cast(x AS TIMESTAMPTZ), try_strptime(x, '%m/%d/%Y %I:%M:%S %p %z'),
    try_cast(regexp_replace(x, ' ([+-][0-9]{2}:?[0-9]{2})( [A-Z]{3,4})?$', '\1') AS TIMESTAMPTZ))
    AT TIME ZONE 'UTC' AS TIMESTAMP)
END;

-- The value of a key of a JSON text, NULL where the text is no JSON.
CREATE OR REPLACE MACRO within(x, path) AS
  CASE WHEN json_valid(x) THEN json_extract_string(x, path) END;

-- An IPv6 address in the text form of RFC 5952: lower case, no leading zeros, the first of the
-- longest runs of zeros as `::`.
CREATE OR REPLACE MACRO ipv6_filled(x) AS
  list_filter(string_split(x, ':'), lambda g: g <> '');

CREATE OR REPLACE MACRO ipv6_expanded(head, tail) AS
  head || list_resize(CAST([] AS VARCHAR[]), greatest(0, 8 - len(head) - len(tail)), '0') || tail;

CREATE OR REPLACE MACRO ipv6_groups(x) AS CASE WHEN contains(x, '::')
  THEN ipv6_expanded(ipv6_filled(split_part(x, '::', 1)), ipv6_filled(split_part(x, '::', 2)))
  ELSE string_split(x, ':') END;

-- Its eight groups as `:0:0:1:…:`, of those without leading zeros.
CREATE OR REPLACE MACRO ipv6_count(x) AS
  CASE WHEN x = '' THEN 0 ELSE 1 + length(x) - length(replace(x, ':', '')) END;

CREATE OR REPLACE MACRO ipv6_between(head, tail) AS concat(':', CASE WHEN head <> '' THEN head || ':' END,
  repeat('0:', 8 - ipv6_count(head) - ipv6_count(tail)), CASE WHEN tail <> '' THEN tail || ':' END);

CREATE OR REPLACE MACRO ipv6_fenced(x) AS CASE WHEN contains(x, '::')
  THEN ipv6_between(split_part(x, '::', 1), split_part(x, '::', 2)) ELSE concat(':', x, ':') END;

CREATE OR REPLACE MACRO ipv6_zeros(n) AS ':' || repeat('0:', n);

CREATE OR REPLACE MACRO ipv6_without(x, run) AS
  left(x, position(run IN x)) || substr(x, position(run IN x) + length(run) - 1);

CREATE OR REPLACE MACRO ipv6_shortened(x) AS CASE
  WHEN NOT contains(x, ipv6_zeros(2)) THEN x
  WHEN contains(x, ipv6_zeros(8)) THEN '::'
  WHEN contains(x, ipv6_zeros(7)) THEN ipv6_without(x, ipv6_zeros(7))
  WHEN contains(x, ipv6_zeros(6)) THEN ipv6_without(x, ipv6_zeros(6))
  WHEN contains(x, ipv6_zeros(5)) THEN ipv6_without(x, ipv6_zeros(5))
  WHEN contains(x, ipv6_zeros(4)) THEN ipv6_without(x, ipv6_zeros(4))
  WHEN contains(x, ipv6_zeros(3)) THEN ipv6_without(x, ipv6_zeros(3))
  ELSE ipv6_without(x, ipv6_zeros(2)) END;

-- Whether a lower-case address has that form already, as nearly all do that logs hold.
CREATE OR REPLACE MACRO ipv6_is_short(x) AS
  regexp_matches(x, '^((G(:G){7})|(G(:G)*)?::(G(:G)*)?)$'.replace('G', '([1-9a-f][0-9a-f]{0,3}|0)'))
  AND NOT regexp_matches(x, '(^|:)0:0|(^|:)0::|::0(:|$)')
  AND (NOT contains(x, '::') OR length(x) - length(replace(x, ':', '')) <= 6);

CREATE OR REPLACE MACRO ipv6_is_valid(x) AS
  regexp_matches(x, '^(G(:G){7}|(G(:G)*)?::(G(:G)*)?)$'.replace('G', '[0-9a-fA-F]{1,4}'))
  AND (NOT contains(x, '::') OR len(ipv6_filled(x)) < 8);

-- (Each step in a lambda: what is named twice would be worked out twice.)
CREATE OR REPLACE MACRO ipv6(x) AS CASE WHEN ipv6_is_short(lower(x)) THEN lower(x) ELSE
  list_transform(list_transform(list_transform(
    [regexp_replace(lower(x), '(^|:)0+([0-9a-f])', '\1\2', 'g')],
    lambda y: ipv6_fenced(y)), lambda y: ipv6_shortened(y)),
    lambda y: regexp_replace(y, '^:([^:])|([^:]):$', '\1\2', 'g'))[1] END;

-- A text, NULL where it only says that there is none.
CREATE OR REPLACE MACRO said(x) AS CASE WHEN x > '/' AND NOT list_contains(
  ['null', 'none', 'unknown', 'undefined', 'not available', 'n/a', '<null>', '(null)'], lower(x)) THEN x END;

-- What tells a device or a session from others, NULL where it only says that none is known: strangers
-- would share it.
CREATE OR REPLACE MACRO apart(x) AS CASE
  WHEN length(x) BETWEEN 1 AND 13 THEN CASE WHEN NOT list_contains(
    ['-', 'null', 'none', 'unknown', 'undefined', 'not available', 'n/a', '<null>', '(null)'], lower(x)) THEN x END
  WHEN x <> '00000000-0000-0000-0000-000000000000' THEN given(x) END;

-- An address without port, brackets, zone or IPv4 mapping; as it came where it is no address. Of a
-- list, as proxies write it, the first.
-- (Nearly all addresses that logs hold are in their final form already: the first line finds those.)
CREATE OR REPLACE MACRO address(x) AS CASE WHEN x IS NULL THEN NULL
  WHEN regexp_full_match(x, ('[0-9][0-9.]*|G(:G){7}|0(:G){7}|G:0(:G){6}|(G:){2}0(:G){5}|(G:){3}0(:G){4}|(G:){4}0(:G){3}'
    || '|(G:){5}0(:G){2}|(G:){6}0:G|(G:){7}0|G::(G(:G){0,4})?|(G:){2}:(G(:G){0,3})?|(G:){3}:(G(:G){0,2})?'
    || '|(G:){4}:(G(:G)?)?|(G:){5}:G?').replace('G', '[1-9a-f][0-9a-f]{0,3}')) THEN x
  WHEN NOT contains(x, ':') THEN CASE WHEN x BETWEEN '0' AND ':' THEN clean(regexp_extract(x, '^[^,]*', 0))
    WHEN starts_with(x, '[') THEN clean(trim(x, '[]')) ELSE said(clean(x)) END
  WHEN ipv6_is_short(x) THEN x
  WHEN contains(x, '.') THEN coalesce(nullif(regexp_extract(lower(x),
    '^\s*\[?(::ffff:)?([0-9]{1,3}(\.[0-9]{1,3}){3})\]?(:[0-9]+)?\s*$', 2), ''), clean(regexp_extract(x, '^[^,]*', 0)))
  WHEN regexp_matches(x, '^\s*\[?[0-9a-fA-F:]+(%[^\]]*)?(\]|\s*$)')
    AND ipv6_is_valid(regexp_extract(x, '^\s*\[?([0-9a-fA-F:]+)', 1))
    THEN ipv6(regexp_extract(x, '^\s*\[?([0-9a-fA-F:]+)', 1))
  ELSE clean(regexp_extract(x, '^[^,]*', 0))
END;

-- Why somebody was not let in, by a sentence that says so; a name of the table `reasons`.
CREATE OR REPLACE MACRO told_reason(words) AS list_transform([lower(words)], lambda w: CASE
  WHEN regexp_matches(w, '(^|[^a-z])lock(ed|out)|too many (failed |invalid )?(log|sign|pass|attempt)') THEN 'locked'
  WHEN regexp_matches(w, 'disabled|suspended|deactivated|inactive|not active') THEN 'disabled'
  WHEN regexp_matches(w, '(mfa|factor|2fa|otp|code|passcode|challenge|push)\b.*(time|respon|answer)') THEN 'mfa_timeout'
  WHEN regexp_matches(w, 'expired') THEN 'expired'
  WHEN regexp_matches(w, '(mfa|multi-?factor|second factor|2fa|otp|verification|step-?up)\b.*(required|needed|enrol)') THEN 'mfa_required'
  WHEN regexp_matches(w, '(invalid|incorrect|wrong|bad|mismatch).*(code|otp|passcode|(mfa|time|security|hard|soft|verification) ?token)\b')
    OR regexp_matches(w, '(code|otp|passcode)\b.*(invalid|incorrect|wrong|mismatch)') THEN 'wrong_code'
  WHEN regexp_matches(w, '(mfa|factor|2fa|push)\b.*(denied|reject|declin|refus|fail|fraud)|denied by (the )?user')
    OR regexp_matches(w, '(denied|rejected|declined|refused) (the |an? )?([a-z-]+ )?(mfa|2fa|push|prompt|second factor)\b') THEN 'mfa_denied'
  WHEN regexp_matches(w, '(for|from|by) (an? )?(invalid|unknown|nonexistent) (user|account)( |$)') THEN 'no_such_account'
  WHEN regexp_matches(w, '(bad|wrong|invalid|incorrect).*(password|credential)|password.*(mismatch|wrong|invalid|incorrect|bad|not match)|credentials.*(invalid|incorrect|wrong)') THEN 'bad_password'
  WHEN regexp_matches(w, '(user|account|identity|principal|mailbox)\b.*(not found|not exist|unknown|no such)|(unknown|no such|nonexistent|invalid) (user|account|mailbox)|no (user|account) ') THEN 'no_such_account'
  WHEN regexp_matches(w, 'polic|conditional access|blocked|not (allowed|permitted|assigned)|restrict|prohibit') THEN 'policy'
  END)[1];

-- Why a second factor was refused, by Entra's words.
CREATE OR REPLACE MACRO mfa_refusal(words) AS CASE
  WHEN regexp_matches(lower(words), 'respond|timed out|timeout') THEN 'mfa_timeout'
  WHEN regexp_matches(lower(words), '(invalid|incorrect|wrong) .*code') THEN 'wrong_code'
  ELSE 'mfa_denied' END;

-- The JSON text of an object of Graph with the keys as Graph has them where PowerShell gave them
-- capitals.
CREATE OR REPLACE MACRO graph_keys(x) AS CASE
  WHEN contains(x, '"Key"') THEN replace(replace(x, '"Key"', '"key"'), '"Value"', '"value"')
  WHEN contains(x, '"DisplayName"') OR contains(x, '"UserPrincipalName"') THEN list_reduce(
    [replace(x, '"IPAddress"', '"IpAddress"'), 'IpAddress', 'DisplayName', 'UserPrincipalName',
      'ModifiedProperties', 'ServicePrincipalName', 'NewValue', 'User', 'App', 'Id', 'Type'],
    lambda text, name: replace(text, '"' || name || '":', '"' || lower(left(name, 1)) || substr(name, 2) || '":'))
  ELSE x END;

-- Whether this is the number that Entra gives for nobody; NULL where there is none.
CREATE OR REPLACE MACRO nobody(number) AS number = '00000000-0000-0000-0000-000000000000';

-- The account that an Entra sign-in names: what looks like an address before what does not.
CREATE OR REPLACE MACRO entra_account(upn, typed, other) AS
  coalesce(CASE WHEN contains(upn, '@') THEN upn END, CASE WHEN contains(typed, '@') THEN typed END,
    CASE WHEN NOT nobody(upn) THEN clean(upn) END, clean(typed),
    CASE WHEN NOT nobody(other) THEN other END);

-- Clients that send the password itself with each request.
CREATE OR REPLACE MACRO legacy_client(client) AS
  regexp_matches(lower(client), 'imap|pop|smtp|activesync|mapi|ews|exchange|other clients|ropc');

-- What a provider worked out of the client where it logged no user agent.
CREATE OR REPLACE MACRO client_made(browser, system) AS
  CASE WHEN browser <> '' OR system <> '' THEN given(concat_ws('; ', clean(browser), clean(system))) END;

-- Of a list of named things (`[{name, value}, …]`) the first of that name; NULL where none has it.
CREATE OR REPLACE MACRO pair(pairs, wanted) AS
  list_filter(pairs, lambda p: p.name = wanted)[1];

-- The named values that a JSON text lists (`[{"Name", "Value"}, …]`); NULL where it lists none.
CREATE OR REPLACE MACRO pairs(x) AS CASE WHEN length(x) > 4 AND json_valid(x) THEN json_transform(x,
  '[{"Name": "VARCHAR", "Value": "VARCHAR", "NewValue": "VARCHAR", "OldValue": "VARCHAR"}]') END;

-- The same, also where a collector made an object of them (`{name: value, …}`).
CREATE OR REPLACE MACRO pairs_or_object(x) AS CASE WHEN starts_with(x, '{') THEN CASE WHEN json_valid(x) THEN
  list_transform(list_zip(json_keys(x), json_extract_string(x, '$.*')), lambda p: {'Name': p[1], 'Value': p[2],
    'NewValue': CAST(NULL AS VARCHAR), 'OldValue': CAST(NULL AS VARCHAR)}) END ELSE pairs(x) END;

-- The value of a parameter of a cmdlet; NULL where it is not given.
CREATE OR REPLACE MACRO parameter(list, wanted) AS
  given_once(list_filter(list, lambda p: lower(p.Name) = lower(wanted))[1].Value);

-- The first address among the ids of a JSON text (`[{"ID": "ada@…", …}]`).
CREATE OR REPLACE MACRO first_address(x) AS
  given_once(regexp_extract(x, '"ID"\s*:\s*"([^"@\s]+@[^"\s]+)"', 1));

-- The first address anywhere in a text.
CREATE OR REPLACE MACRO first_address_in(x) AS
  given_once(regexp_extract(x, '[^\s"\[\]{},;:<>()]+@[^\s"\[\]{},;:<>()]+'));

-- The id of the first item of that type in a JSON text (`[{"ID", "Type"}, …]`).
CREATE OR REPLACE MACRO listed_name(x, wanted) AS CASE WHEN json_valid(x) THEN list_filter(
  json_transform(x, '[{"ID": "VARCHAR", "Type": "VARCHAR"}]'), lambda t: t.Type = wanted)[1].ID END;

-- A text without the quotes and brackets of JSON around it.
CREATE OR REPLACE MACRO unquoted(x) AS given_once(trim(x, e' "[]\r\n'));

-- The mailbox in how Exchange names an object: `…/contoso.example/ada\rule`, `ada@…:\Inbox`.
-- (split_part works out twice what it parts.)
CREATE OR REPLACE MACRO mailbox_part(x) AS
  given_once(string_split(string_split(string_split(x, '\')[1], ':')[1], '/')[-1]);

-- The mailbox in how Exchange names an object, if it is an address.
CREATE OR REPLACE MACRO address_part(x) AS
  list_filter([mailbox_part(x)], lambda m: contains(m, '@'))[1];

-- The rule in how Exchange names an object: `…/contoso.example/ada\rule`.
CREATE OR REPLACE MACRO rule_part(x) AS given_once(string_split(x, '\')[2]);

-- What a cmdlet of Exchange was told that matters to the owner of a mailbox, `Name value` each.
CREATE OR REPLACE MACRO told_parameters(list) AS given_once(array_to_string(list_transform(
  list_filter(list, lambda p: lower(p.Value) IS DISTINCT FROM 'false' AND regexp_matches(lower(p.Name),
    '^(forward|redirect|deliver|copyto|blindcopyto|addto|movetofolder|(soft)?deletemessage'
    || '|markasread|journal|user$|trustee|accessrights|grantsendonbehalfto|members?$|role$'
    || '|domains$|export$|purge$|from$' || '|exchangelocation|contentmatchquery|filepath)|enabled$|containswords$')),
  lambda p: concat_ws(' ', p.Name, p.Value)), '; '));

-- The step of a self-service password reset, by Entra's words.
CREATE OR REPLACE MACRO recovery_step(words) AS CASE
  WHEN regexp_matches(lower(words), 'successfully reset|new password') THEN 'password_reset'
  WHEN regexp_matches(lower(words), 'user id|verification options') THEN 'recovery_start'
  WHEN regexp_matches(lower(words), 'user started|was sent|resend') THEN 'recovery_send'
  WHEN regexp_matches(lower(words), 'completed|passed|passing|failed|verification|code')
    THEN 'recovery_verify'
  ELSE 'recovery_start' END;

-- Of a list of changes what the first of that name says now, else what it said before.
CREATE OR REPLACE MACRO changed(list, wanted) AS list_transform(
  list_filter(list, lambda p: p.Name = wanted), lambda c: coalesce(unquoted(c.NewValue), unquoted(c.OldValue)))[1];

-- Whose account a record of Microsoft 365 concerns: the mailbox it names, else who acted. A mailbox
-- named by alias, or by an id where `owned` says that it is the doer's, is the doer's own.
CREATE OR REPLACE MACRO m365_account(mailbox, doer, machine, owned) AS CASE
  WHEN mailbox IS NULL THEN CASE WHEN NOT machine THEN doer END
  WHEN contains(mailbox, '@') OR doer IS NULL THEN mailbox
  WHEN lower(mailbox) = lower(split_part(doer, '@', 1)) THEN doer
  WHEN owned AND regexp_matches(mailbox, '^[0-9A-Fa-f-]{36}$') THEN doer
  ELSE mailbox END;

-- Every address in a text, in order.
CREATE OR REPLACE MACRO addresses_in(x) AS
  regexp_extract_all(x, '[^\s"\[\]{},;:<>()]+@[^\s"\[\]{},;:<>()]+');

-- Of a list of keyed values (`[{key, value}, …]`) the value of the first of that key.
CREATE OR REPLACE MACRO keyed(pairs, wanted) AS
  given_once(list_filter(pairs, lambda p: p."key" = wanted)[1]."value");

-- The new value of a modified property of Entra, without the quotes around it; of the first that is
-- named so.
CREATE OR REPLACE MACRO new_value(changes, wanted) AS
  given_once(trim(list_filter(changes, lambda p: p.displayName = wanted)[1].newValue, e' "[]\r\n'));

-- An IPv4 address as a number, NULL where the text is none.
CREATE OR REPLACE MACRO ipv4_number(x) AS
  CASE WHEN regexp_matches(x, '^(O\.){3}O$'.replace('O', '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'))
  THEN list_reduce(
    list_transform(string_split(x, '.'), lambda o: CAST(o AS BIGINT)), lambda n, o: n * 256 + o) END;

-- An IPv6 address as 16 bytes, NULL where the text is none.
CREATE OR REPLACE MACRO ipv6_bytes(x) AS CASE WHEN ipv6_is_valid(x)
  THEN unhex(array_to_string(list_transform(ipv6_groups(x), lambda g: lpad(g, 4, '0')), '')) END;

-- A text that Okta gives, NULL where it stands for nothing.
CREATE OR REPLACE MACRO okta_given(x) AS
  CASE WHEN x <> '' AND lower(x) NOT IN ('null', 'unknown', 'none') THEN x END;

-- A name that Okta gives an account, NULL where it is Okta itself or nobody.
CREATE OR REPLACE MACRO okta_named(x) AS
  CASE WHEN lower(x) <> 'system@okta.com' THEN okta_given(x) END;
