from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PSLFILE, PublicSuffixList

from rasid.websites.hosts import Host, NotAName, decoded, read_host, registered_domain

READ = [
    ("Www.Foo.example.", "www.foo.example", "foo.example"),
    ("*.foo.co.uk", "foo.co.uk", "foo.co.uk"),
    ("hxxps://a[.]foo[.]example/x?y=1#z", "a.foo.example", "foo.example"),
    ("foo(dot)example", "foo.example", "foo.example"),
    ("foo dot example", "foo.example", "foo.example"),
    ("ada[@]foo.example", "foo.example", "foo.example"),
    ("http://user:pw@foo.example:8080/p", "foo.example", "foo.example"),
    ("https:\\\\foo.example\\x", "foo.example", "foo.example"),
    ("https://f%6Fo.example/", "foo.example", "foo.example"),
    ("пример.example", "xn--e1afmkfd.example", "xn--e1afmkfd.example"),
    ("نمونه.example", "xn--hhbbbed.example", "xn--hhbbbed.example"),
    ("me.ddns.net", "me.ddns.net", "me.ddns.net"),
    ("_dmarc.foo.example", "_dmarc.foo.example", "foo.example"),
]

REFUSED = [
    ("", "nothing"),
    ("localhost", "no dot"),
    ("co.uk", "public suffix"),
    ("192.0.2.1", "an address"),
    ("http://192.0.2[.]1/", "an address"),
    ("[2001:db8::1]", "an address"),
    ("a..example", "letters that no host has"),
    ("-a.example", "letters that no host has"),
    ("a" * 64 + ".example", "wrong length"),
    (".".join(["a" * 60] * 5), "a host of"),
    ("a" * 10_000_000, "a field of 10000000"),
    (" " * 8_000 + "(", "no dot"),
    ("xn--a.example", "bad punycode"),
    ("xn--99999999.example", "bad punycode"),
    ("fo\x00o.example", "control character"),
    ("fo\u202eo.example", "control character"),
]


@pytest.mark.parametrize(("text", "host", "domain"), READ)
def test_host_is_read(text: str, host: str, domain: str) -> None:
    """URLs, mail addresses, defanged and internationalised forms come out as DNS has them."""
    assert Host(host, domain) == read_host(text)


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_name_says_why(text: str, reason: str) -> None:
    """Hostile and broken fields are refused with one clause."""
    with pytest.raises(NotAName, match=reason):
        read_host(text)


def test_long_run_of_colons_is_refused_in_linear_time() -> None:
    """A pattern that tries every pair of colons would take minutes."""
    with pytest.raises(NotAName):
        read_host(":" * 8_000 + "x")


@given(st.text(max_size=80))
def test_any_text_is_a_host_or_refused(text: str) -> None:
    """Nothing but a host in plain letters comes out, and reading it again changes nothing."""
    try:
        read = read_host(text)
    except NotAName:
        return

    assert read.host.isascii()
    assert read == read_host(read.host)
    assert read.host.endswith(read.domain)


def test_short_way_to_the_registered_domain_is_the_long_one() -> None:
    """Below every rule of the list, a host has the registered domain that the library says."""
    library = PublicSuffixList()
    lines = Path(PSLFILE).read_text(encoding="utf-8").split("\n")
    rules = [line.lstrip("!").removeprefix("*.") for line in lines if line and line[:2] != "//"]
    hosts = [f"{below}{rule}" for rule in rules for below in ("", "a.", "a.b.", "a.b.c.")]

    assert [library.privatesuffix(host) for host in hosts] == [*map(registered_domain, hosts)]


def test_label_is_decoded() -> None:
    """An A-label is shown in its own script."""
    assert ("münchen", "plain") == (decoded("xn--mnchen-3ya"), decoded("plain"))
