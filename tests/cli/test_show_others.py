from pathlib import Path

from cli.command import rasid
from sharing.indicator_files import bundle, indicator, put
from sharing.others.words import AMBER, HERON, MINE, REED, WHO, relation, said

IND = indicator("[ipv4-addr:value = '198.51.100.7']")
NOTE = said("note", content="seen\x1b[2J here", object_refs=[REED["id"]])
ALL = (WHO, REED, HERON, MINE, IND, relation(IND, "indicates", REED), NOTE)


def home_with(folder: Path, *objects: object) -> Path:
    home = folder / "case"
    told = rasid("import", "indicators", put(folder, bundle(*objects)), home=home)
    assert 0 == told.code
    return home


def test_others_are_told_as_others(tmp_path: Path) -> None:
    """In lists, one by any name, and of an actor whom nobody imported; before any analysis."""
    home = home_with(tmp_path, *(one | {"object_marking_refs": [AMBER]} for one in ALL))

    (listed,) = rasid("show", "others", "reed", "--json", home=home).document
    (one,) = rasid("show", "campaign", "WET-MEADOW", "--json", home=home).document
    (actor,) = rasid("show", "actor", "grey wader", "--json", home=home).document
    shown = rasid("show", "campaign", REED["id"], home=home).out

    assert listed == one
    assert ("Reed Bed", "Example CERT", "amber", 1) == (
        *(one[key] for key in ("name", "said_by", "tlp", "indicators")),
    )
    assert [None, "Reed Bed attributed-to Silent Heron"] == [
        actor["stix_id"],
        actor["others"][0]["text"],
    ]
    assert "Example CERT" in shown
    assert "\x1b[2J" not in shown
    assert [] == rasid("show", "others", "nothing", "--json", home=home).document


def test_campaign_of_nobody_is_unknown(tmp_path: Path) -> None:
    home = home_with(tmp_path, IND)

    assert 2 == rasid("show", "campaign", "Reed Bed", home=home).code
    assert "there is no actor" in rasid("show", "actor", "Reed Bed", home=home).sentence
