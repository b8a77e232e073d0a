"""Addresses that do not exist, by the name that they guess at."""

import pytest

from campaigns.worlds import mailbox
from rasid.campaigns.suggesting.names import group_names, name_key, name_keys, name_of

OTHERS = [mailbox(number) for number in range(300)]


@pytest.mark.parametrize(
    ("addresses", "groups"),
    [
        ([], []),
        (["wanda.petrosyan@a.example"], [("Wanda Petrosyan", 1)]),
        (
            [
                "wanda.petrosyan@a.example",
                "petrosyan_wanda@b.example",
                "wanda-petrosyan@b.example",
                "w.petrosyan@a.example",
                "wpetrosyan@a.example",
                "wandapetrosyan77@a.example",
                "olu.adebayo@a.example",
            ],
            [("Wanda Petrosyan", 6), ("Olu Adebayo", 1)],
        ),
        (["wanda.petrosian@a.example", "wanda.petrosyan@b.example"], [("Wanda Petrosian", 2)]),
        (["w.petrosyan@a.example", "olu@b.example"], [("Olu", 1), ("W Petrosyan", 1)]),
        (["press@a.example", "12345@a.example"], [("", 1), ("", 1)]),
    ],
)
def test_addresses_of_one_name_are_grouped(
    addresses: list[str], groups: list[tuple[str, int]]
) -> None:
    found = [(one.name, len(one.addresses)) for one in group_names(addresses, OTHERS)]

    assert groups == found


def test_each_address_is_in_one_group() -> None:
    addresses = [mailbox(number) for number in range(0, 300, 7)]
    found = [one for group in group_names(addresses, OTHERS) for one in group.addresses]

    assert sorted(addresses) == sorted(found)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("ada.lovell@a.example", "lovell-ada@b.example", True),
        ("ada.lovell+x@a.example", "ada.lovell@b.example", True),
        ("ada.lovell@a.example", "ada.birch@a.example", False),
    ],
)
def test_key_is_that_of_the_name(one: str, other: str, alike: bool) -> None:  # noqa: FBT001
    assert alike == (name_key(one) == name_key(other))


def test_many_addresses_have_the_keys_of_each() -> None:
    """Two plain words are read all at once, and give the key that they give alone."""
    asked = ["omar.haddad@x", "haddad.umar@x", "o.haddad@x", "omar.al.haddad@x", "omar", "Ömer.K@x"]

    assert [name_key(address) for address in asked] == name_keys(asked)
    assert "" != name_keys(asked)[0] == name_keys(asked)[1]


def test_initial_is_no_name() -> None:
    assert ("", "A Lovell") == (name_key("a.lovell@a.example"), name_of("a.lovell@a.example"))
