"""Whatever an account holds, it stays one value of a command."""

import re
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.responding.quoting import comment, for_powershell, for_sh, for_url, refusal

HOSTILE = [
    "plain@mail.example",
    "o'brien@mail.example",
    "$(touch${IFS}broken)@mail.example",
    "`touch${IFS}broken`@mail.example",
    "a'|touch${IFS}broken&'@mail.example",
    "a';touch broken;'@mail.example",
    "a\u2019;touch broken;\u2018@mail.example",
    'a"$env:USERNAME@mail.example',
    "%USERNAME%!1@mail.example",
    "--help@mail.example",
    "سارة@mail.example",
    "\U0001f600@mail.example",
]
PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)
ANYTHING = st.one_of(PRINTABLE, st.sampled_from(HOSTILE))

_PART = re.compile(
    r"'(?P<text>(?:[^']|'')*)'"
    r"|\[string\]\[char\]0x(?P<short>[0-9A-F]{1,4})"
    r"|\[char\]::ConvertFromUtf32\(0x(?P<long>[0-9A-F]{5,6})\)"
)


def powershell_value(expression: str) -> str:
    """Return what PowerShell makes of a string, or of strings and characters that are added."""
    inner = expression[1:-1] if expression.startswith("(") else expression
    value, at = "", 0
    while True:
        part = _PART.match(inner, at)
        assert part, f"not a value at {at}: {inner!r}"
        code = part["short"] or part["long"]
        value += chr(int(code, 16)) if code else part["text"].replace("''", "'")
        at = part.end()
        if at == len(inner):
            return value
        assert inner.startswith(" + ", at), f"broken out of at {at}: {inner!r}"
        at += 3


@given(ANYTHING)
def test_powershell_reads_the_account_and_nothing_else(text: str) -> None:
    told = for_powershell(text)

    assert told.isascii()
    assert text == powershell_value(told)


@settings(max_examples=40)
@given(ANYTHING)
def test_shells_read_the_account_and_nothing_else(text: str) -> None:
    command = f"printf %s {for_sh(text)}"

    for shell in ("bash", "dash"):
        ran = subprocess.run([shell, "-c", command], capture_output=True, check=True)
        assert text == ran.stdout.decode()


@given(ANYTHING)
def test_url_holds_no_sign_that_a_shell_or_a_url_acts_on(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.~%-]*", for_url(text))


@given(st.text())
def test_comment_is_one_line_that_no_shell_acts_on(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 @._:+,/\\-]*", comment(text))


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\0b", "a\x1bb", "a\u2028b", "a\ud800b"])
def test_line_breaks_and_controls_have_no_form(text: str) -> None:
    for quoting in (for_powershell, for_sh):
        with pytest.raises(ValueError, match="control character"):
            quoting(text)


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ("plain@mail.example", ""),
        ("o'brien+news@mail.example", ""),
        ("$(id)@mail.example", ""),
        ("سارة@mail.example", ""),
        ("", "it is empty"),
        ("a" * 250 + "@mail.example", "longer"),
        ("a\nb@mail.example", "white space"),
        ("a b@mail.example", "white space"),
        ("a\u202eb@mail.example", "not seen"),
        ("-o@mail.example", "begins with a dash"),
        ("*@mail.example", "a pattern"),
        ("a,b@mail.example", "a list"),
        ("uid:7@mail.example", "a list"),
        ("all", "no address"),
        ("..", "no address"),
        ("@mail.example", "no address"),
    ],
)
def test_refusal_says_why(account: str, why: str) -> None:
    told = refusal(account)

    assert why in told
    assert bool(why) == bool(told)
