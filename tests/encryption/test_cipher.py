"""Encrypted texts come back as they were, where they were, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.encryption import MARK, Cipher, KeyProblem, new_data_key

KEY, OTHER = new_data_key(), new_data_key()
CIPHER = Cipher(KEY, {KEY.key_id: KEY})
PLACE = "roster.name"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(TEXTS, st.booleans())
def test_text_comes_back(text: str, findable: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Whatever was written is read; an empty text stays empty."""
    kept = CIPHER.encrypt(PLACE, text, findable=findable)

    assert text == CIPHER.decrypt(PLACE, kept)
    assert bool(text) == kept.startswith(MARK)


def test_findable_text_is_the_same_each_time() -> None:
    """Only findable texts are, in one column, and by one key."""
    same = [KEY.encrypt(PLACE, "Nadia", findable=True) for _ in range(2)]
    others = {
        KEY.encrypt("roster.account", "Nadia", findable=True),
        OTHER.encrypt(PLACE, "Nadia", findable=True),
        *(KEY.encrypt(PLACE, "Nadia", findable=False) for _ in range(2)),
    }

    assert same[0] == same[1]
    assert 5 == len(others | set(same))


def test_lengths_are_told_in_steps_alone() -> None:
    """Names of up to 15 bytes are kept equally long."""
    kept = {len(KEY.encrypt(PLACE, "x" * n, findable=False)) for n in range(1, 16)}

    assert 1 == len(kept)


@pytest.mark.parametrize("findable", [True, False])
@pytest.mark.parametrize("at", [-3, -9, -20])
def test_changed_text_opens_no_more(at: int, findable: bool) -> None:  # noqa: FBT001 - parametrised
    """One changed character is noticed."""
    kept = KEY.encrypt(PLACE, "Nadia Farouk", findable=findable)
    at %= len(kept)
    changed = kept[:at] + ("A" if kept[at] != "A" else "B") + kept[at + 1 :]

    with pytest.raises(KeyProblem, match="changed, moved or torn"):
        CIPHER.decrypt(PLACE, changed)


@pytest.mark.parametrize("findable", [True, False])
def test_moved_text_opens_no_more(findable: bool) -> None:  # noqa: FBT001 - parametrised
    """A text of one column is none of another."""
    kept = KEY.encrypt(PLACE, "Nadia", findable=findable)

    with pytest.raises(KeyProblem, match="changed, moved or torn"):
        CIPHER.decrypt("decisions.why", kept)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("Nadia", "a text of roster.name is not encrypted, though the rest is"),
        (OTHER.encrypt(PLACE, "Nadia", findable=False), "a key that is not in the keyring"),
        (f"{MARK}{KEY.key_id}:r:x", "changed, moved or torn"),
    ],
    ids=["plain", "another key", "torn"],
)
def test_strange_text_is_refused(kept: str, said: str) -> None:
    """Neither a plain text nor another key's is taken for what it says."""
    with pytest.raises(KeyProblem, match=said):
        CIPHER.decrypt(PLACE, kept)


def test_secrets_are_in_no_representation() -> None:
    """A key in a traceback tells nothing."""
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY.secret) not in repr(CIPHER)
