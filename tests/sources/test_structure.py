"""Brackets outside strings, against a character-by-character oracle."""

from hypothesis import example, given
from hypothesis import strategies as st

from rasid.sources.structure import brackets


def expected(text: bytes, *, inside: bool) -> tuple[list[tuple[int, bool, bool]], bool, int]:
    found: list[tuple[int, bool, bool]] = []
    escaped, torn_at = False, -1
    for at, code in enumerate(text):
        letter = bytes([code])
        if letter == b"\n" and inside and torn_at < 0:
            torn_at = at
        if letter == b'"' and not escaped:
            inside = not inside
        if letter in b"[]{}" and not inside:
            found.append((at, letter in b"[{", letter in b"{}"))
        escaped = letter == b"\\" and not escaped
    return found, inside, torn_at


@example(text=b"", inside=True)
@example(text=b'"' * 200 + b"{" * 200, inside=False)
@example(text=b'\\\\\\"y_\x7f', inside=True)
@given(
    text=st.text(alphabet='"\\{}[]\n,:yY_\x7fa ', max_size=300).map(str.encode),
    inside=st.booleans(),
)
def test_brackets_are_those_outside_strings(text: bytes, inside: bool) -> None:  # noqa: FBT001
    whole = text.rstrip(b"\\")

    found = brackets(whole, inside=inside)

    told = list(zip(found.at.tolist(), found.opens.tolist(), found.curly.tolist(), strict=True))
    assert expected(whole, inside=inside) == (told, found.inside, found.torn_at)
