import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.homes import home_of
from rasid.case import open_case
from rasid.console.masking import HELD_BACK, Mask, analysed_people, listed_people, make_mask
from rasid.ledger import open_ledger
from rasid.roster import read_roster
from rasid.sharing import open_key
from reports.months import a_month, person

ADA = {"name": "Ada Lovelace"}
AIDA = {"name": "آیدا رضایی"}


@pytest.fixture(scope="module")
def mask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mask]:
    month = a_month()
    month["roster"] = [
        person("p1", "journalist", "ada.lovelace@mail.example", **ADA),
        person("p1", "journalist", "countess@home.example", **ADA),
        person("p2", "activist", "aida@mail.example", **AIDA),
    ]
    root: Path = tmp_path_factory.mktemp("mask") / "home"
    home = home_of(month, root)
    with open_case(home) as case, open_ledger(home) as ledger:
        listed = listed_people(read_roster(ledger))
        yield make_mask(open_key(ledger), analysed_people(case.engine), listed)


def test_accounts_have_labels(mask: Mask) -> None:
    """A person's, with a number if they have several; a stranger's tells nothing of theirs."""
    listed = [mask.label(a) for a in ("ada.lovelace@mail.example", "countess@home.example")]
    stranger = mask.label("stranger@mail.example")

    assert [["p1/1", "p1/2"], "p2", ""] == [listed, mask.label("aida@mail.example"), mask.label("")]
    assert stranger.startswith("account-")
    assert "stranger" not in stranger


def test_a_reference_leads_back_and_tells_nothing(mask: Mask) -> None:
    sealed = mask.reference("ada.lovelace@mail.example")

    assert "ada.lovelace@mail.example" == mask.account(sealed)
    assert sealed == mask.reference("ada.lovelace@mail.example")
    assert "ada" not in sealed
    assert ["", "", ""] == [mask.account(other) for other in ("", "AAAA", sealed[:-2] + "AA")]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ('{"user": "ada.lovelace@mail.example"}', '{"user": "p1"}'),
        ('{"user": "ADA.Lovelace@Mail.example"}', '{"user": "p1"}'),
        ('{"user": "a\\u0064a.lovelace@mail.example"}', '{"user": "p1"}'),
        ('{"displayName": "Ada Lovelace"}', '{"displayName": "p1"}'),
        ('{"displayName": "Lovelace, Ada"}', f'{{"displayName": "{HELD_BACK}"}}'),
        (
            '{"displayName": "\\u0622\\u06cc\\u062f\\u0627 \\u0631\\u0636\\u0627\\u06cc\\u06cc"}',
            '{"displayName": "p2"}',
        ),
        ('{"url": "/reset?user=ada.lovelace%40mail.example"}', '{"url": "/reset?user=p1"}'),
        ('{"url": "/u/ada.lovelace"}', f'{{"url": "{HELD_BACK}"}}'),
        ('{"to": ["stranger@mail.example"]}', '{"to": ["[an address]"]}'),
        (
            '{"aida@mail.example": {"n": 1, "ok": true, "x": null}}',
            '{"p2": {"n": 1, "ok": true, "x": null}}',
        ),
        (
            '{"AuditData": "{\\"UserId\\": \\"ada.lovelace@mail.example\\"}"}',
            '{"AuditData": "{\\"UserId\\": \\"p1\\"}"}',
        ),
        ("2026-03-02,ada.lovelace@mail.example,Ada Lovelace,curl/8", "2026-03-02,p1,p1,curl/8"),
        ('x,"Lovelace Ada",y', f'x,"{HELD_BACK}",y'),
        ('{"cut": "ada.lovelace@mail.example', '{"cut": "p1'),
        (
            "From: a@b.example\nTo: =?utf-8?b?QWRhIExvdmVsYWNl?= <countess@home.example>\n\nAda",
            "From: [an address]\nTo: p1 <p1>",
        ),
    ],
)
def test_a_raw_record_names_nobody(mask: Mask, raw: str, shown: str) -> None:
    assert shown == mask.record(raw)


def test_deep_json_is_cut(mask: Mask) -> None:
    deep = "[" * 500 + '"ada.lovelace@mail.example"' + "]" * 500

    assert "ada" not in mask.record(deep)


def test_all_else_is_verbatim(mask: Mask) -> None:
    raw = json.dumps({"ip": "198.51.100.7", "ua": "Mozilla/5.0 (X11)", "n": 1.5, "city": "Zürich"})

    assert json.loads(raw) == json.loads(mask.record(raw))
