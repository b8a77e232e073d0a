import pytest

from rasid.errors import UsageError
from rasid.sinkhole.zones import Hider, Zones

ZONES = Zones(["evil-login.example", "x.test"])


@pytest.mark.parametrize(
    ("host", "zone"),
    [
        ("evil-login.example", "evil-login.example"),
        ("WWW.Evil-Login.example.:8080", "evil-login.example"),
        ("a.b.c.x.test", "x.test"),
        ("notevil-login.example", None),
        ("example", None),
        ("evil-login.example.org", None),
        ("", None),
        ("é.x.test", None),
        ("192.0.2.1", None),
    ],
)
def test_only_names_that_were_handed_over_are_ours(host: str, zone: str | None) -> None:
    found = ZONES.find_host(host)

    assert zone == (found.zone if found else None)


def test_no_name_is_no_sinkhole() -> None:
    with pytest.raises(UsageError, match="no name is ours"):
        Zones([])


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/", "/"),
        ("/login?user=ada@mail.example&p=secret", "/login"),
        ("/Login/secret", "/login"),
        ("//wp-login.php#secret", "/wp-login.php"),
        ("http://evil-login.example/robots.txt", "/robots.txt"),
        ("*", "/"),
        ("?secret", "/"),
    ],
)
def test_harmless_paths_are_kept_without_what_follows(target: str, kept: str) -> None:
    assert kept == Hider().path(target)


@pytest.mark.parametrize(
    "target", ["/secret", "/ada@mail.example/login", "/%73ecret", "/s;secret", "/" + "s" * 3000]
)
def test_other_paths_become_marks(target: str) -> None:
    """The same path has the same mark in one run, and another one in the next."""
    hider = Hider()
    mark = hider.path(target)

    assert len("/h-") + 12 == len(mark)
    assert mark == hider.path(f"{target}?x")
    assert mark != Hider().path(target)


def test_labels_below_a_zone_become_marks_unless_harmless() -> None:
    hider = Hider()
    found = ZONES.find((b"Ada", b"1", b"2", b"www", b"ACCOUNTS", b"x", b"test"))
    assert found is not None
    shown = hider.host(found).split(".")

    assert ["www", "accounts", "x", "test"] == shown[-4:]
    assert 6 == len(shown)
    assert all(label.startswith("h-") for label in shown[:2])
