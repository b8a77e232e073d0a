import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.tables.websites import TRAIT_KINDS
from rasid.websites.saved_pages import (
    LONGEST_SHOWN,
    MOST_OF_A_KIND,
    MOST_SHINGLES,
    Trait,
    is_page,
    traits_of,
)

ICON = base64.b64encode(b"an icon").decode()
PAGE = f"""<!DOCTYPE html>
<html><head><title> Sign&nbsp;in
 again </title>
<link rel="shortcut icon" href="data:image/png;base64,{ICON}">
<!-- Mirrored from www.honest.example/ by a copier -->
<script>var title = "<title>not this</title>"; track("UA-1234567-1")</script></head>
<body><form action="https://kit.test/next/post.php?who=x"><input name=email><input name='pw'>
</form><p>Enter your password to go on</p></body></html>"""


def test_page_is_read() -> None:
    """A title, an icon, a form, a comment, a tracker and runs of words are what a page shows."""
    traits = traits_of(PAGE.encode())

    assert [
        Trait("page title", "sign in again"),
        Trait("favicon", hashlib.sha256(b"an icon").hexdigest()),
        Trait("page form", "next/post.php: email pw"),
        Trait("page comment", "Mirrored from www.honest.example/ by a copier"),
        Trait("tracker", "UA-1234567-1"),
    ] == [one for one in traits if one.kind != "page words"]
    assert any(one.kind == "page words" for one in traits)


WRITTEN = [
    ("<html><meta charset=windows-1256><title>تسجيل</title>".encode("cp1256"), "تسجيل"),
    ("<html><meta charset=nonsense><title>ورود</title>".encode(), "ورود"),
    ("\ufeff<html><title>Log in</title>".encode(), "log in"),
    (
        (
            b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
            b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            b"<html><title>Log=20in</title>\r\n--b--\r\n"
        ),
        "log in",
    ),
]


@pytest.mark.parametrize(("raw", "title"), WRITTEN, ids=["arabic", "unknown", "mark", "mhtml"])
def test_page_is_decoded(raw: bytes, title: str) -> None:
    """A page is read in the letters that it says it is in, and as browsers save it."""
    assert Trait("page title", title) in traits_of(raw)


@pytest.mark.parametrize("raw", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7 <a>", b"a,b\n1,2\n"])
def test_other_files_are_no_pages(raw: bytes) -> None:
    """A picture, a document and a table show nothing."""
    assert not is_page(raw)
    assert [] == traits_of(raw)


PARTS = st.sampled_from(
    [
        *(
            "<html>",
            "<title>",
            "</title>",
            "<form action='",
            "<input name=",
            "<!--",
            "-->",
            "<",
            ">",
        ),
        *(
            "<script>",
            "</script",
            '"',
            "'",
            "=",
            "&#x",
            "&amp;",
            "\0",
            "\u202e",
            "\ud800",
            "é",
            " ",
        ),
        *(
            "<link rel=icon href=data:;base64,",
            "MIME-Version: 1.0\n",
            "word ",
            "UA-1234567-1 ",
            "\n",
        ),
        *(
            "Content-Type: multipart/related; boundary=b\n\n",
            "--b\n",
            "--b--",
            "charset=utf-7",
            "A" * 99,
        ),
    ]
)


@given(st.lists(PARTS, max_size=60).map("".join), st.binary(max_size=60))
def test_any_bytes_are_read(text: str, bytes_: bytes) -> None:
    """Whatever stands in a file, little comes of it, of known kinds, as plain lines."""
    traits = traits_of(b"<html>" + text.encode("utf-8", "surrogatepass") + bytes_)

    assert {one.kind for one in traits} <= set(TRAIT_KINDS)
    assert all(len(one.shared) <= LONGEST_SHOWN + 60 for one in traits)
    assert all(one.shared.isprintable() for one in traits)
    assert len(traits) == len(set(traits))


HOSTILE = [
    "<" * 300_000,
    "<!--" * 100_000,
    "<script>" * 100_000,
    "<form><input name=x>" * 50_000,
    "<a " + "b=" * 100_000,
    "<b " + "c='" * 100_000 + ">",
    "word " * 200_000,
    "".join(f"w{number} " for number in range(200_000)),
    "UA-1234567-1 " * 50_000,
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_little_comes_of_much(text: str) -> None:
    """A page made to take long is read to its end, and no more than so much of it is kept."""
    traits = traits_of(b"<html>" + text.encode())

    assert len(traits) <= MOST_SHINGLES + 5 * MOST_OF_A_KIND
