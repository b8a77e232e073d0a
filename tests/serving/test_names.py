import pytest

from rasid.errors import UsageError
from rasid.serving.names import hosts_of, is_loopback


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("0.0.0.0", False),  # noqa: S104 - the point
        ("192.0.2.1", False),
    ],
)
def test_loopback_is_this_machine_alone(host: str, here: bool) -> None:  # noqa: FBT001
    assert here == is_loopback(host)


@pytest.mark.parametrize(
    ("host", "names", "called"),
    [
        ("127.0.0.1", [], {"127.0.0.1", "localhost", "[::1]"}),
        ("::1", ["a.example"], {"127.0.0.1", "localhost", "[::1]", "a.example"}),
        ("192.0.2.1", ["a.example"], {"192.0.2.1", "a.example"}),
        ("::", ["a.example"], {"a.example"}),
    ],
)
def test_a_server_knows_what_it_is_called(host: str, names: list[str], called: set[str]) -> None:
    assert called == hosts_of(host, names)


def test_a_server_at_every_address_needs_a_name() -> None:
    with pytest.raises(UsageError, match="--name says what clients call it"):
        hosts_of("0.0.0.0", [])  # noqa: S104 - the point
