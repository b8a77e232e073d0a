import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.defanging import defang, refang
from rasid.sharing.indicators import normalised

DOMAINS = st.from_regex(
    r"[a-z0-9]{1,9}(-[a-z0-9]{1,5})?(\.[a-z0-9]{1,9}){0,3}\.[a-z]{2,6}", fullmatch=True
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("198.51.100[.]7", "198.51.100.7"),
        ("198(.)51{.}100[dot]7", "198.51.100.7"),
        ("2001[:]db8[:][:]1", "2001:db8::1"),
        ("login [dot] evil [dot] example", "login.evil.example"),
        ("evil\\.example", "evil.example"),
        ("hxxps://evil[.]example/a", "https://evil.example/a"),
        ("hXXp[:]//evil(.)example", "http://evil.example"),
        ("https[://]evil.example", "https://evil.example"),
        ("fxp://evil.example", "ftp://evil.example"),
        ("ada[at]mail[.]example", "ada@mail.example"),
        ("evil.example", "evil.example"),
        ("dotcom.example", "dotcom.example"),
    ],
)
def test_defanged_forms_are_read(written: str, meant: str) -> None:
    """As reports and mailing lists write them."""
    assert meant == refang(written)


@given(st.one_of(DOMAINS, st.ip_addresses().map(str)))
def test_what_is_defanged_comes_back(value: str) -> None:
    kind, _ = normalised("address", value) if ":" in value else ("domain", "")

    assert "." not in defang(value).replace("[.]", "") or kind == "address"
    assert value == refang(defang(value))


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Twice is as good as once: nothing that is plain is changed again."""
    assert isinstance(refang(text), str)
