from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.websites.letters import KeyTable, key_of, keys_of, letters_of
from rasid.websites.segment import LETTER_NATS, WORD_NATS, cut_words, word_costs

COUNTS = {"account": 50, "count": 40, "mail": 60, "web": 30, "ac": 20, "verify": 10}
COSTS = word_costs(COUNTS)
CUTS = [
    ("webmail", ["web", "mail"]),
    ("account-verify", ["account", "verify"]),
    ("verifyxmail", ["verify", "x", "mail"]),
    ("-", []),
    ("", []),
]


@pytest.mark.parametrize(("label", "expected"), CUTS)
def test_unspaced_names_are_cut(label: str, expected: list[str]) -> None:
    """One long word beats two short ones, and what is no word stays letters."""
    cuts = cut_words(letters_of([label]), COSTS)

    framed = f"^{label}"
    assert expected == [framed[a:b] for a, b in zip(cuts.starts, cuts.ends, strict=True)]


@given(st.lists(st.text("abc-1", max_size=63), min_size=1, max_size=20))
def test_pieces_make_up_the_name(labels: list[str]) -> None:
    """Nothing of a name is lost or told twice, however many are read at once."""
    letters = letters_of(labels)
    cuts = cut_words(letters, COSTS)

    for row, label in enumerate(labels):
        mine = cuts.rows == row
        pieces = zip(cuts.starts[mine], cuts.ends[mine], strict=True)
        assert label.replace("-", "") == "".join(f"^{label}"[a:b] for a, b in pieces)


@given(st.lists(st.sampled_from([*COUNTS, "a", "c", "-", "ver"]), max_size=9).map("".join))
def test_no_other_cut_costs_less(label: str) -> None:
    """The cut that is found costs as little as the cheapest of all."""
    total = sum(COUNTS.values())
    costs = {word: WORD_NATS - log(seen / total) for word, seen in COUNTS.items()}
    least = [0.0]
    for end in range(1, len(label) + 1):
        words = ((label[start:end], start) for start in range(end))
        whole = [costs[word] + least[start] for word, start in words if word in costs]
        letter = 0.0 if label[end - 1] == "-" else LETTER_NATS
        least.append(min([letter + least[end - 1], *whole]))
    cuts = cut_words(letters_of([label]), COSTS)

    pieces = [f"^{label}"[a:b] for a, b in zip(cuts.starts, cuts.ends, strict=True)]
    assert sum(costs.get(one, LETTER_NATS) for one in pieces) == pytest.approx(least[-1], abs=1e-3)


@given(st.sets(st.text("abcdefgh", min_size=1, max_size=6), max_size=200))
def test_table_knows_its_keys(texts: set[str]) -> None:
    """Each text has its own number, and another text none."""
    listed = sorted(texts)
    table = KeyTable(keys_of(listed), keys_of(listed).astype("float32"), -1.0)

    assert [float(keys_of([text]).astype("float32")[0]) for text in listed] == list(
        table.get(keys_of(listed))
    )
    assert not table.has(keys_of(["zzz", ""])).any()


def test_stretch_has_the_key_of_its_text() -> None:
    """A part of a name has the same key as the text that it consists of."""
    letters = letters_of(["xaccounty"])

    assert key_of("account") == int(letters.column(2, 9, np.array([0]))[0])
