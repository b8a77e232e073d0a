import pytest

from rasid.attribution.observables import Found, from_observable, from_pattern


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[ipv4-addr:value = '203.0.113.5']", {("address", "203.0.113.5")}),
        ("[ipv4-addr:value = '203.0.113.5/32']", {("address", "203.0.113.5")}),
        ("[ipv6-addr:value = '2001:DB8:0::1']", {("address", "2001:db8::1")}),
        ("[ipv4-addr:value ISSUBSET '198.51.100.7/24']", {("cidr", "198.51.100.0/24")}),
        ("[autonomous-system:number IN (64500, 64501)]", {("asn", "64500"), ("asn", "64501")}),
        ("[domain-name:value = 'Login.Mail.EXAMPLE.']", {("domain", "login.mail.example")}),
        ("[url:value = 'https://a.mail.example:8/x?y']", {("domain", "a.mail.example")}),
        ("[url:value = 'http://203.0.113.5/']", {("address", "203.0.113.5")}),
        ("[x-ja4:value = 'it\\'s \\\\ one']", {("fingerprint", "it's \\ one")}),
        ("[network-traffic:src_ref.value = '203.0.113.5']", {("address", "203.0.113.5")}),
        ("[ipv4-addr:value NOT = '203.0.113.5']", set()),
        ("[ipv4-addr:value != '203.0.113.5']", set()),
        ("[domain-name:value LIKE '%.example']", set()),
        ("[ipv4-addr:value = 'no address, no name']", set()),
        ("[file:name = 'x.example']", set()),
    ],
)
def test_pattern_names_its_values(pattern: str, expected: set[Found]) -> None:
    """Only comparisons that name a value count, each in canonical form."""
    assert expected == from_pattern(pattern, "2.1")


def test_pattern_parts_are_claims_of_their_own() -> None:
    """AND, OR and several observations are taken apart."""
    agent = "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
    pattern = f"[ipv4-addr:value = '203.0.113.5' AND {agent} = 'curl/8'] AND [x-ja3:value = 'a']"

    expected = {("address", "203.0.113.5"), ("user_agent", "curl/8"), ("fingerprint", "a")}
    assert expected == from_pattern(pattern, "2.0")


@pytest.mark.parametrize("pattern", ["", "[", "[a:b = ]", "[" + "(" * 5000, "rule x { }"])
def test_broken_pattern_is_an_error(pattern: str) -> None:
    """What is no pattern is told so, however deep it is."""
    with pytest.raises(ValueError, match="the pattern cannot be read"):
        from_pattern(pattern, "2.1")


def test_observable_states_its_values() -> None:
    """Custom properties speak by their names; ids and prose never."""
    stix = {
        "type": "infrastructure",
        "id": "infrastructure--ja4",
        "description": "ja4 user-agent 203.0.113.5",
        "x_ja4_fingerprint": ["t13d"],
        "extensions": {"x": {"User-Agent": "curl/8"}},
    }

    assert {("fingerprint", "t13d"), ("user_agent", "curl/8")} == from_observable(stix)
