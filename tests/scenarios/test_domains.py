"""Domains that come with a simulated month: they tell of its group, and nobody real has them."""

import json
from pathlib import Path

import pytest

from rasid.scenarios import simulate
from rasid.websites import Broken, read_hosts, read_records

RESERVED = {"example", "test", "invalid"}
"""Endings that RFC 2606 keeps from being registered."""


@pytest.mark.parametrize("seed", range(3))
def test_nobody_can_have_the_names(tmp_path: Path, seed: int) -> None:
    """Every name, those of servers and registrars too, is below an ending that is kept free."""
    made = simulate("patient", seed, tmp_path, scale=0.02)

    records = [record for _, record in read_records(made.domains)]
    hosts = [
        host for record in records if not isinstance(record, Broken) for host in read_hosts(record)
    ]
    assert len(hosts) > 50
    assert RESERVED >= {host.domain.rpartition(".")[2] for host in hosts}


def test_a_report_tells_of_the_group_s_own(tmp_path: Path) -> None:
    """What is labelled is the group's that the bundle tells of, on servers that it has."""
    made = simulate("patient", 1, tmp_path, scale=0.02)
    records = [json.loads(line) for line in made.domains.read_text("utf-8").splitlines()]
    labelled = {one["domain"] for one in records if "group" in one}
    known = made.actors.read_text("utf-8")
    on_known = {one["rrname"] for one in records if f"'{one.get('rdata')}'" in known}

    assert labelled
    assert labelled <= on_known
    assert json.loads(made.truth.read_text("utf-8"))["actor"] in {
        one["group"] for one in records if "group" in one
    }


@pytest.mark.parametrize("seed", range(3))
def test_group_of_which_no_address_is_told_has_a_server(tmp_path: Path, seed: int) -> None:
    """Its names live somewhere all the same."""
    made = simulate("residential", seed, tmp_path, scale=0.02)

    assert '"group"' in made.domains.read_text("utf-8")


def test_no_group_no_bait(tmp_path: Path) -> None:
    made = simulate("quiet", 1, tmp_path, scale=0.02)

    assert "account" not in made.domains.read_text("utf-8")
