"""From a signal to its raw lines."""

from pathlib import Path

import pytest

from cli.command import rasid


def test_every_count_resolves_to_raw_lines(analysed_home: Path) -> None:
    """Of each rule one signal: as many records as it has events, each with its text and line."""
    found = rasid("show", "signals", "--json", home=analysed_home).document
    alone = {row["rule"]: row for row in found if row["signals"] == 1}
    for row in list(alone.values())[:6]:
        (signal,) = row["signal_ids"]
        told = rasid("explain", "--signal", signal, "--json", home=analysed_home).document

        assert (row["rule"], row["events"]) == (told["rule"], told["count"])
        assert row["events"] == len({event["event_uid"] for event in told["events"]})
        assert all(event["event_uid"] in event["record"]["text"] for event in told["events"])
    assert len(alone) > 3


def test_signal_is_shown(analysed_home: Path) -> None:
    """By the beginning of its id, with so many lines as are asked for."""
    found = rasid("show", "signals", "--rule", "tracked_address", "--json", home=analysed_home)
    signal = found.document[0]["signal_ids"][0]
    told = rasid("explain", "--signal", signal[:12], "--lines", "1", home=analysed_home)

    assert 0 == told.code
    assert "tracked_address, " in told.out
    assert ".ndjson" in told.out
    assert "more raw line" in told.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--signal", "zz"), "no signal begins with 'zz'; `rasid show signals --json` has their"),
        (("--signal", ""), "several signals begin with ''"),
        (("--signal", "a", "--account", "x"), "--signal stands alone"),
    ],
)
def test_wrong_signal_is_a_sentence(
    analysed_home: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    told = rasid("explain", *arguments, home=analysed_home)

    assert (2, True) == (told.code, sentence in told.err)
