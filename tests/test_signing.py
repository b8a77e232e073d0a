"""What a home signs can be checked by anyone, and no change of it passes."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.errors import InputError, IntegrityError
from rasid.settings import Home
from rasid.signing import canonical, read_public_key, signer_of, verified

STATEMENT = {"organisation": "Alpha", "attacked": 4, "days": ["2026-03-01"], "gap": None}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.fixture
def envelope(tmp_path: Path) -> dict[str, Any]:
    signed = signer_of(Home(tmp_path)).sign("answer", STATEMENT)
    return dict(json.loads(json.dumps(signed)))


def test_what_was_signed_comes_back(envelope: dict[str, Any]) -> None:
    assert verified(envelope, "answer") == STATEMENT


def test_key_stays_and_is_the_owners_alone(tmp_path: Path) -> None:
    first, second = signer_of(Home(tmp_path)), signer_of(Home(tmp_path))
    mode = stat.S_IMODE((tmp_path / "keys" / "signing.pem").stat().st_mode)

    assert (first.public, 0o600) == (second.public, mode)
    assert first.public == read_public_key(tmp_path / "keys" / "signing.pub.pem")


def test_every_changed_letter_is_noticed(envelope: dict[str, Any]) -> None:
    text = json.dumps(envelope, ensure_ascii=False)
    for place, letter in enumerate(text):
        changed = text[:place] + ("1" if letter != "1" else "2") + text[place + 1 :]
        try:
            told = json.loads(changed)
        except ValueError:
            continue
        with pytest.raises((InputError, IntegrityError)):
            verified(told, "answer")


def test_another_signer_is_not_the_trusted_one(envelope: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = signer_of(Home(tmp_path / "other"))

    with pytest.raises(IntegrityError, match="expected"):
        verified(
            other.sign("answer", STATEMENT), "answer", trusted=signer_of(Home(tmp_path)).public
        )
    assert verified(envelope, "answer", trusted=signer_of(Home(tmp_path)).fingerprint)


def test_signature_of_one_kind_is_none_of_another(envelope: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected 'evidence'"):
        verified(envelope, "evidence")
    with pytest.raises(IntegrityError, match="does not hold"):
        verified(envelope | {"kind": "evidence"}, "evidence")


@pytest.mark.parametrize(
    "odd", [None, [], {}, {"kind": "answer"}, {"kind": "answer", "statement": {}, "signature": {}}]
)
def test_what_is_no_envelope_is_said(odd: object) -> None:
    with pytest.raises(InputError, match="no signed document"):
        verified(odd, "answer", place="a.json")


def test_secret_is_in_no_representation(tmp_path: Path) -> None:
    signer = signer_of(Home(tmp_path))
    pem = (tmp_path / "keys" / "signing.pem").read_text()

    assert pem.splitlines()[1] not in repr(signer)


@given(VALUES)
def test_canonical_form_is_json_of_the_same(value: object) -> None:
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize("value", [1.5, {"a": [2.0]}, {1: "a"}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
