from random import Random

from rasid.scenarios.chance import pick
from rasid.scenarios.world.names import words
from rasid.scenarios.world.networks import COUNTRIES, Internet, address
from rasid.scenarios.world.people import Office, Organisation

_LAST = {
    "campaign": ("for President", "Campaign", "Election Committee", "Forward"),
    "official": ("Ministry", "State Office", "Commission", "Assembly"),
    "journalist": ("Ledger", "Herald", "Newsroom", "Broadcasting", "Courier"),
    "researcher": ("Institute", "University", "Policy Centre"),
    "activist": ("Rights Watch", "Collective", "Action"),
    "diaspora": ("Community Council", "Cultural Society", "Association Abroad"),
    "lawyer": ("Chambers", "Legal Aid", "Law Partners"),
    "": ("Trading", "Logistics", "Dental", "Bakery Group", "School", "Textiles", "Insurance"),
}


def draw_organisations(
    rng: Random,
    internet: Internet,
    categories: tuple[str, ...],
    countries: tuple[str, ...],
    *,
    tenant: bool = False,
) -> dict[str, tuple[Organisation, ...]]:
    """Draw the organisations of every category, the large ones first; "" are ordinary firms.

    A `tenant` has one organisation a category and no firms.
    """
    firsts = words("organisations")
    names = [f"{first} {last}" for ends in _LAST.values() for last in ends for first in firsts]
    rng.shuffle(names)
    found: dict[str, tuple[Organisation, ...]] = {}
    for category in (*categories, ""):
        count = rng.randint(2, 4) if category else rng.randint(9, 20)
        count = int(category != "") if tenant else count
        mine = [name for name in names if name.endswith(_LAST[category])][:count]
        found[category] = tuple(
            _draw(rng, internet, name, category, pick(rng, countries)) for name in mine
        )
    return found


def _draw(rng: Random, internet: Internet, name: str, category: str, country: str) -> Organisation:
    network = pick(rng, internet.networks["business"])
    spots = rng.sample(range(network.size), rng.choice((1, 1, 2)))
    office = Office(tuple(address(network, spot) for spot in spots), COUNTRIES[country])
    domain = name.lower().replace(" ", "") + ".example"
    pattern = rng.choice(("{given}.{family}", "{g}{family}", "{given}.{family}", "{g}.{family}"))
    return Organisation(name, domain, category, country, office, pattern)
