import pytest

from attribution.stix_objects import domain_object
from rasid.attribution.names import Citations, citations_of, names_of


def test_number_of_attack_is_a_name() -> None:
    """Others call an actor by the number that ATT&CK gave it."""
    numbered = [{"source_name": "mitre-attack", "external_id": "G9999"}]
    heron = domain_object("intrusion-set", "Heron", aliases=["Wader"], external_references=numbered)

    assert ("Heron", "Wader", "G9999") == names_of(heron)


def test_technique_names_no_actor() -> None:
    assert () == names_of(domain_object("attack-pattern", "Guessing"))


@pytest.mark.parametrize(
    ("work", "reference", "year"),
    [
        ("Example Wader May 2014", "", 2014),
        ("Example Wader", "Ada. (2017, March 2). Waders. Retrieved April 4, 2019.", 2017),
        ("Example Wader 2018", "Ada. (n.d.). Waders. Retrieved April 4, 2019.", 2018),
        ("Example Wader", "Ada. Waders.", None),
        ("Port 20145 of it", "", None),
    ],
)
def test_citation_tells_since_when(work: str, reference: str, year: int | None) -> None:
    """The year of the reference counts, not that of its retrieval; else that of its short name."""
    told = [
        {"source_name": "Wader", "description": f"(Citation: {work})"},
        {"source_name": work, "description": reference},
    ]
    heron = domain_object("intrusion-set", "Heron", external_references=told)

    assert Citations((work,), year) == citations_of(heron, "Wader")
    assert Citations() == citations_of(heron, "Heron")
