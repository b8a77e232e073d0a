from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.v21.pattern import Pattern

from rasid.sharing.stix_text import literal, pattern

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXTS)
def test_a_literal_cannot_be_left(text: str) -> None:
    """Whatever the text, the pattern has one comparison with this very literal."""
    made = Pattern(pattern("client", text)).inspect().comparisons

    ((_, operator, found),) = made["network-traffic"]
    assert ("=", literal(text)) == (operator, found)


def test_addresses_of_both_families() -> None:
    assert "[ipv4-addr:value = '198.51.100.7']" == pattern("address", "198.51.100.7")
    assert "[ipv6-addr:value = '2001:db8::1']" == pattern("address", "2001:db8::1")
