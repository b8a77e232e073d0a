-- The logs' side of the rule by which two spellings are one address (docs/accounts.md); the
-- roster's side is spelling.py. Accounts come trimmed and lower-cased.

-- An address without what a log puts before it, a guest under the own address.
CREATE OR REPLACE MACRO spelling_unwrapped(x) AS regexp_replace(
  regexp_replace(x, '^(smtp:|mailto:|(live\.com|google\.com|mail)#|i:0.\.[a-z]\|[^|]*\|)', ''),
  '^([^@#]+)_([^_@#]+)#ext#@[a-z0-9-]+\.(onmicrosoft\.(com|us|de)|partner\.onmschina\.cn)$',
  '\1@\2');

CREATE OR REPLACE MACRO spelling_narrow(x) AS nfc_normalize(translate(x,
  'ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９－．。｡',
  'abcdefghijklmnopqrstuvwxyz0123456789-...'));

-- `translate` is slow, so it is asked only where a letter may need it.
CREATE OR REPLACE MACRO spelling_domain(x) AS regexp_replace(
  CASE WHEN strlen(x) > length(x) THEN spelling_narrow(x) ELSE x END, '\.$', '');

CREATE OR REPLACE MACRO spelling_joined(local, domain) AS CASE
  WHEN local = '' OR domain = '' THEN NULL
  WHEN domain IN ('gmail.com', 'googlemail.com') THEN nullif(replace(local, '.', ''), '') || '@gmail.com'
  ELSE local || '@' || domain END;

CREATE OR REPLACE MACRO spelling_parted(x) AS CASE
  WHEN len(string_split(x, '@')) = 2
  THEN spelling_joined(nfc_normalize(split_part(x, '@', 1)), spelling_domain(split_part(x, '@', 2))) END;

-- One spelling for all, a plus-tag kept; most accounts are in it already.
CREATE OR REPLACE MACRO spelling(x) AS CASE
  WHEN length(x) > 512 THEN NULL
  WHEN regexp_matches(x, '[^ -~]|[:#]|\.$|@g(oogle)?mail\.com|@.*@')
    THEN spelling_parted(CASE
      WHEN contains(x, ':') OR contains(x, '#') THEN spelling_unwrapped(x) ELSE x END)
  ELSE x END;

CREATE OR REPLACE MACRO untagged(x) AS regexp_replace(x, '^([^+@]+)\+[^@]*@', '\1@');
