-- One-line macros that mapping expressions may use.
CREATE OR REPLACE MACRO clean(x) AS nullif(trim(x), '');

-- Seconds, milli-, micro- or nanoseconds since 1970, told apart by their size.
CREATE OR REPLACE MACRO epoch(n) AS make_timestamp(CAST(CASE
  WHEN abs(n) < 1e11 THEN n * 1000000 WHEN abs(n) < 1e14 THEN n * 1000
  WHEN abs(n) < 1e17 THEN n WHEN abs(n) < 1e20 THEN n // 1000 END AS BIGINT));

-- A moment in UTC: an epoch, ISO 8601, or the US form of portals; NULL where it is none of them.
CREATE OR REPLACE MACRO moment(x) AS CASE
  WHEN x IS NULL THEN NULL
  WHEN try_cast(x AS BIGINT) IS NOT NULL THEN epoch(try_cast(x AS BIGINT))
  WHEN contains(x, '/') THEN coalesce(
    try_strptime(x, '%m/%d/%Y, %I:%M:%S.%g %p'), try_strptime(x, '%m/%d/%Y, %I:%M:%S %p'),
    try_strptime(x, '%m/%d/%Y %I:%M:%S %p'), try_strptime(x, '%m/%d/%Y %H:%M:%S'))
  WHEN contains(x, '-') THEN CAST(try_cast(x AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)
  WHEN abs(try_cast(x AS DOUBLE)) < 1e20 THEN epoch(try_cast(x AS DOUBLE))
END;

-- An IPv6 address in the text form of RFC 5952: lower case, no leading zeros, the first of the
-- longest runs of zeros as `::`.
CREATE OR REPLACE MACRO ipv6_groups(x) AS CASE WHEN contains(x, '::') THEN
    list_filter(string_split(split_part(x, '::', 1), ':'), lambda g: g <> '')
    || list_resize(CAST([] AS VARCHAR[]), greatest(0, 8
      - len(list_filter(string_split(split_part(x, '::', 1), ':'), lambda g: g <> ''))
      - len(list_filter(string_split(split_part(x, '::', 2), ':'), lambda g: g <> ''))), '0')
    || list_filter(string_split(split_part(x, '::', 2), ':'), lambda g: g <> '')
  ELSE string_split(x, ':') END;

CREATE OR REPLACE MACRO ipv6_written(x) AS array_to_string(
  list_transform(ipv6_groups(lower(x)), lambda g: regexp_replace(g, '^0+([0-9a-f])', '\1')), ':');

CREATE OR REPLACE MACRO ipv6_shortened(x) AS CASE
  WHEN regexp_matches(x, '^0(:0){7}$') THEN '::'
  WHEN regexp_matches(x, '(^|:)0(:0){6}(:|$)') THEN regexp_replace(x, '(^|:)0(:0){6}(:|$)', '::')
  WHEN regexp_matches(x, '(^|:)0(:0){5}(:|$)') THEN regexp_replace(x, '(^|:)0(:0){5}(:|$)', '::')
  WHEN regexp_matches(x, '(^|:)0(:0){4}(:|$)') THEN regexp_replace(x, '(^|:)0(:0){4}(:|$)', '::')
  WHEN regexp_matches(x, '(^|:)0(:0){3}(:|$)') THEN regexp_replace(x, '(^|:)0(:0){3}(:|$)', '::')
  WHEN regexp_matches(x, '(^|:)0(:0){2}(:|$)') THEN regexp_replace(x, '(^|:)0(:0){2}(:|$)', '::')
  WHEN regexp_matches(x, '(^|:)0(:0){1}(:|$)') THEN regexp_replace(x, '(^|:)0(:0){1}(:|$)', '::')
  ELSE x END;

-- An address without port, brackets, zone or IPv4 mapping; as it came where it is no address.
CREATE OR REPLACE MACRO address(x) AS CASE
  WHEN NOT contains(x, ':') THEN clean(x)
  WHEN contains(x, '.') THEN coalesce(
    nullif(regexp_extract(x, '([0-9]{1,3}(\.[0-9]{1,3}){3})\]?(:[0-9]+)?\s*$', 1), ''), clean(x))
  WHEN starts_with(trim(x), '[') THEN
    ipv6_shortened(ipv6_written(split_part(regexp_extract(x, '\[([^\]]*)\]', 1), '%', 1)))
  WHEN regexp_full_match(trim(x), '[0-9a-fA-F:]+(%.*)?') THEN
    ipv6_shortened(ipv6_written(split_part(trim(x), '%', 1)))
  ELSE clean(x)
END;
