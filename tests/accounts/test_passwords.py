import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rasid.accounts.passwords import LEAST, LONGEST, hashed, is_password, require_good
from rasid.accounts.problems import Problem


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "short"),
        ("tulip nine!", "short"),
        ("x7" * 129, "long"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabc", "common"),
        ("123456789012", "common"),
        ("password1234", "common"),
        ("P@ssw0rd2026!!", "common"),
        ("qwertyuiop12", "common"),
        ("Correct horse battery staple", "common"),
        ("Welcome-Admin-2026", "common"),
        ("کلمة المرور سلام", "common"),
        ("Ada-has-nine-tulips", "named"),
        ("nine lovelace tulips", "named"),
    ],
)
def test_poor_password_is_refused(password: str, why: str) -> None:
    with pytest.raises(Problem) as told:
        require_good(password, "Ada Lovelace")

    assert why == told.value.key
    assert not password or password not in str(told.value)


@pytest.mark.parametrize(
    "password",
    ["tulip vase nine moon", "xk3!vv9$qqz2", "نه لاله در گلدان آبی", "ß" * 4 + "Żółw?kot7"],
)
def test_good_password_is_taken(password: str) -> None:
    require_good(password, "Ada Lovelace")


@settings(max_examples=40, deadline=None)
@given(some.text(min_size=0, max_size=LONGEST + 40))
def test_any_text_is_judged(password: str) -> None:
    """By a rule, and never by a mistake."""
    with suppress(Problem):
        require_good(password, "Ada")
        assert LEAST <= len(unicodedata.normalize("NFKC", password)) <= LONGEST


def test_only_the_password_is_known_again() -> None:
    """Under its compatibility form too, as keyboards differ; what is kept does not tell it."""
    kept = hashed("tulip vase n\u00efne")

    assert [True, True, False] == [
        is_password(one, kept)
        for one in ("tulip vase n\u00efne", "tulip vase ni\u0308ne", "tulip vase nine")
    ]
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$"), "RFC 9106, its second choice"
    assert "tulip" not in kept
    assert not is_password("", "")
