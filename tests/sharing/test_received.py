import json

import stix2
from sqlalchemy import Engine

from rasid.ledger import actors
from rasid.sharing import received_levels
from rasid.sharing.tlp import level_of_marking, marking_id


def test_the_closest_level_of_a_name_holds(ledger: Engine) -> None:
    """Of all objects that bear it; a name that came unmarked has none."""
    came = [("A", "green"), ("A", "red"), ("B", "amber"), ("C", "")]
    with ledger.begin() as connection:
        for number, (name, level) in enumerate(came):
            marks = {"object_marking_refs": [marking_id(level)]} if level else {}
            row = {
                "source": "x",
                "stix_id": str(number),
                "stix": json.dumps({"name": name, **marks}),
            }
            connection.execute(actors.insert(), row)

    assert {"A": "red", "B": "amber"} == received_levels(ledger)


def test_markings_of_the_earlier_tlp_are_known() -> None:
    """STIX's own library is the oracle for their ids."""
    earlier = (stix2.TLP_WHITE, stix2.TLP_GREEN, stix2.TLP_AMBER, stix2.TLP_RED)

    assert ["clear", "green", "amber", "red"] == [level_of_marking(one.id) for one in earlier]
