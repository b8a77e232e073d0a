import pytest

from rasid.evaluation.measures.naming import naming


@pytest.mark.parametrize(
    ("actor", "campaign", "verdict"),
    [
        ("Amber", "C-amber", "right"),
        ("Amber", "C-none", "none"),
        ("Amber", "C-slate", "wrong"),
        ("Amber", None, "missed"),
        (None, "C-none", "right"),
        (None, "C-slate", "wrong"),
        (None, None, "missed"),
    ],
)
def test_name_is_right_none_or_wrong(actor: str | None, campaign: str | None, verdict: str) -> None:
    """A group that no bundle tells of is right without a name."""
    named = {"C-amber": "Amber", "C-slate": "Slate", "C-none": None}

    assert verdict == naming(actor, campaign, named)
