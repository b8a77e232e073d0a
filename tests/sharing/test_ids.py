import stix2

from rasid.sharing.ids import Ids, observable


def test_ids_follow_from_what_they_name() -> None:
    ids = Ids("Example CERT", "s")

    assert ids.of("campaign", "C-1") == Ids("Example CERT", "s").of("campaign", "C-1")
    assert 5 == len(
        {
            Ids("Example CERT", "another").of("campaign", "C-1"),
            ids.of("campaign", "C-1"),
            ids.of("campaign", "C-2"),
            ids.of("indicator", "C-1"),
            Ids("Another", "s").of("campaign", "C-1"),
        }
    )


def test_homes_of_one_sharer_agree_on_what_is_public() -> None:
    """And on nothing that could be found out by trying all addresses."""
    ours, theirs = (Ids("Example CERT", secret) for secret in ("s", "t"))

    assert ours.public("identity", "producer") == theirs.public("identity", "producer")
    assert ours.of("indicator", "198.51.100.7") != theirs.of("indicator", "198.51.100.7")


def test_a_revoked_id_is_not_used_again() -> None:
    first = Ids("x", "s").of("campaign", "C-1")
    second = Ids("x", "s", {first}).of("campaign", "C-1")

    assert first != second
    assert Ids("x", "s", {first, second}).of("campaign", "C-1") not in {first, second}


def test_observables_have_the_ids_that_other_tools_give_them() -> None:
    """STIX lays down how; its own library is the oracle."""
    assert (
        stix2.IPv4Address(value="198.51.100.7").id
        == (observable("ipv4-addr", value="198.51.100.7")["id"])
    )
    assert (
        stix2.AutonomousSystem(number=64500).id
        == (observable("autonomous-system", number=64500)["id"])
    )
