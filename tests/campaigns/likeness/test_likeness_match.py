"""Guesses found by hashes: as they are, with one slip, with more around them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Indel

from rasid.campaigns.likeness.match import NOBODY, REST_BITS, SLIP_BITS, Guesses


def guesses(*texts: str, bits: float = 20.0) -> Guesses:
    """Return guesses at as many persons, all of one weight."""
    people = np.arange(len(texts))
    soft = np.zeros((len(texts), 2), dtype=bool)
    return Guesses(texts, np.full(len(texts), bits), people, soft, shortest=6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quimbythorpe", 20.0),
        ("quimbythorp", 20.0 + SLIP_BITS),
        ("quimbythorppe", 20.0 + SLIP_BITS),
        ("quimbytjorpe", 20.0 + SLIP_BITS),
        ("quimbythrope", 20.0 + SLIP_BITS),
        ("realquimbythorpe", 20.0 + REST_BITS),
        ("quimbythorpeb", 20.0 + max(REST_BITS, SLIP_BITS)),
        ("quimbythorpenews", 20.0 + REST_BITS),
        ("belaivers", 0.0),
        ("", 0.0),
    ],
)
def test_slips_and_additions_cost(text: str, expected: float) -> None:
    """The weight of a guess is less where it was not written exactly."""
    assert [expected] == guesses("quimbythorpe").best([text]).bits.tolist()


def test_best_guess_wins() -> None:
    """Of several guesses the weightiest counts, and equal ones are counted."""
    two = Guesses(
        ["thorpe", "thorpe", "thorpe", "bela"],
        np.array([3.0, 9.0, 9.0, 4.0]),
        np.array([0, 1, 2, 3]),
        np.zeros((4, 2), dtype=bool),
        shortest=6,
    )
    best = two.best(["thorpe", "bela", "nobody"])

    assert [9.0, 4.0, 0.0] == best.bits.tolist()
    assert [1, 3, NOBODY] == best.person.tolist()
    assert [1, 0, 0] == best.others.tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [("qthorpe", True), ("bthorpe", False), ("thorpe", False), ("qtorpe", True), ("qthorpx", True)],
)
def test_firm_letter_does_not_slip(text: str, found: bool) -> None:  # noqa: FBT001
    """Another initial, or none, is no slip; another letter is."""
    firm = np.array([[True, False]])
    one = Guesses(["qthorpe"], np.array([20.0]), np.array([0]), firm, shortest=6)

    assert found == (one.best([text]).bits[0] > 0)


LETTERS = st.text("abc", min_size=6, max_size=9)


@given(LETTERS, LETTERS)
def test_slips_are_found_as_an_edit_distance_would(guess: str, text: str) -> None:
    """One edit or swap is always found; more than a letter that moved never is."""
    bits = guesses(guess).best([text]).bits[0]
    slipped = bits == 20.0 + SLIP_BITS and not (text.startswith(guess) or text.endswith(guess))

    assert bits > 0 or OSA.distance(guess, text) > 1
    assert not slipped or Indel.distance(guess, text) <= 2


def test_no_guesses_find_nobody() -> None:
    """A level at which nobody can be guessed is no failure."""
    assert [NOBODY] == guesses().best(["quimby"]).person.tolist()
    assert 0 == len(guesses("quimby").best([]).bits)
