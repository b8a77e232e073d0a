from collections import Counter
from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from rasid.scenarios.chance import stream
from rasid.scenarios.parameters import DEMO_SEED, draw_parameters
from rasid.scenarios.world.build import World, build_world
from rasid.scenarios.world.names import LOCAL_PARTS, load_cultures, local_part, misspell
from rasid.scenarios.world.networks import FIRST_ASN, Network, address

NEVER_ROUTED = [ip_network(text) for text in ("240.0.0.0/4", "2001:db8::/32")]


@given(
    block=st.integers(0, 120),
    spot=st.integers(0, 10**6),
    host=st.integers(0, 10**6),
    v6=st.booleans(),
)
def test_addresses_are_fictional_and_canonical(
    block: int, spot: int, host: int, *, v6: bool
) -> None:
    """Every address is from a range that is never routed, written the one right way."""
    text = address(Network(FIRST_ASN + block, "", "", "home", 60_000, v6), spot, host).text
    parsed = ip_address(text)

    assert text == str(parsed)
    assert any(parsed in network for network in NEVER_ROUTED)


def test_networks_do_not_overlap(world: World) -> None:
    """An address tells its network."""
    nets = [net for of_kind in world.internet.networks.values() for net in of_kind]
    blocks = {
        address(net, 5).text.rsplit(":" if net.v6 else ".", 5 if net.v6 else 2)[0] for net in nets
    }

    assert len(nets) == len(blocks) == len({net.asn for net in nets})


def test_one_office_is_large() -> None:
    """At full size, dozens of protected colleagues work behind one office's few addresses."""
    persons = build_world(draw_parameters(DEMO_SEED)).persons
    colleagues = Counter(person.organisation.domain for person in persons)

    assert max(colleagues.values()) >= 40


def test_some_accounts_are_named_alike(world: World) -> None:
    """Strangers share the names of protected people."""
    listed = {box.account.number for _, box in world.protected()}
    names = {person.name for person in world.persons}

    assert [one for one in world.accounts if one.name in names and one.number not in listed]


def test_domains_are_examples(world: World) -> None:
    """No simulated address could be anybody's."""
    assert all(account.address.endswith(".example") for account in world.accounts)


def test_newcomers_are_not_there_before(world: World) -> None:
    """An account exists from the day of its creation."""
    newcomer = next(account for account in world.accounts if account.created_on > 0)

    assert not world.directory.exists(newcomer.address, newcomer.created_on - 1)
    assert world.directory.exists(newcomer.address, newcomer.created_on)


@given(st.integers(0, 300), st.sampled_from(list(LOCAL_PARTS)))
def test_mailbox_names_are_plain(seed: int, pattern: str) -> None:
    """Names of any culture make addresses of lower-case letters, digits, dots and underscores."""
    rng = stream(seed, "names")
    name = rng.choice(load_cultures(rng)).draw(rng)
    local = local_part(name, pattern, 77)

    assert local.isascii()
    assert local == local.lower()
    assert local.replace(".", "").replace("_", "").isalnum()


@given(st.integers(0, 500), st.from_regex(r"[a-z]{1,12}@[a-z]{3,8}\.example", fullmatch=True))
def test_a_slip_keeps_the_domain(seed: int, wanted: str) -> None:
    """A misspelt address is still an address of the same domain."""
    local, _, domain = misspell(stream(seed, "slip"), wanted).partition("@")

    assert local
    assert wanted.partition("@")[2] == domain
