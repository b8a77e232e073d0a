import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rasid.visible_text import isolated, markdown, visible

JOINERS = {"\u200c", "\u200d"}


@given(st.text())
def test_visible_text_holds_nothing_that_acts(text: str) -> None:
    acting = {"Cc", "Cf", "Cs", "Zl", "Zp"}

    assert [] == [
        c for c in visible(text) if unicodedata.category(c) in acting and c not in JOINERS
    ]


def test_control_and_bidi_characters_are_written_out() -> None:
    assert r"a\x1b[31mb\u202ec\x9bd\U000e0041" == visible("a\x1b[31mb\u202ec\x9bd\U000e0041")


def test_names_in_any_script_stay_as_they_are() -> None:
    names = (
        "Zoë · \u0631\u0627\u0635\u062f · \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 · 渡辺"
    )

    assert names == visible(names)


def test_right_to_left_text_is_isolated() -> None:
    assert "\u2068\u0631\u0627\u0635\u062f\u2069" == isolated("\u0631\u0627\u0635\u062f")
    assert "plain" == isolated("plain")


def test_markdown_defangs_links() -> None:
    assert r"http\[:\]//x.example www\[.\]y.example" == markdown("http://x.example www.y.example")


def test_markdown_is_text_only() -> None:
    assert r"\[a\](b) \*c\* &lt;d&gt; \| \`e\`" == markdown("[a](b) *c* <d> | `e`")


@given(st.text(alphabet="-+=#1.) \t*_[]()<>&|`~!:\\\nx\u00e9"))
def test_markdown_of_hostile_text_has_no_structure(text: str) -> None:
    reader = MarkdownIt("commonmark").enable("table")
    html = reader.render(f"- {markdown(text)}")

    assert ["<ul>", "<li>", "</li>", "</ul>"] == re.findall("<[^>]*>", html)
