from xml.etree import ElementTree as ET

import pytest

from rasid.evaluation.measures.calibration import Bin
from rasid.evaluation.telling.charts import peers, ranges, reliability
from rasid.evaluation.telling.spread import spread

SVG = "{http://www.w3.org/2000/svg}"


def dots(drawn: str) -> dict[str, tuple[float, float]]:
    """Return where each dot with a number in its words is."""
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    return {
        title.text or "": (float(dot.attrib["cx"]), float(dot.attrib["cy"]))
        for dot in root.iter(f"{SVG}circle")
        for title in dot.iter(f"{SVG}title")
        if any(letter.isdigit() for letter in title.text or "")
    }


def test_range_goes_from_least_to_most() -> None:
    """A figure that no month has is not drawn; the mean is where it should be across."""
    drawn = ranges("x", ("precision", "recall"), {"quiet": (None, spread([0.0, 1.0]))})
    (place,) = dots(drawn).values()
    (line,) = (
        one
        for one in ET.fromstring(drawn).iter(f"{SVG}line")  # noqa: S314 - our own
        if "faint" in one.attrib["class"]
    )
    ends = [float(line.attrib[name]) for name in ("x1", "x2")]

    assert sum(ends) / 2 == pytest.approx(place[0])
    assert ends == sorted(ends)


def test_well_calibrated_dots_are_on_the_slope() -> None:
    bins = [Bin("unlikely", 9, 0.3, 0.3), Bin("likely", 9, 0.7, 0.7)]
    low, high = dots(reliability("x", {"campaigns": bins, "actors": []})).values()

    assert high[0] - low[0] == pytest.approx(low[1] - high[1])
    assert high[0] > low[0]


def test_peer_without_a_find_is_not_drawn() -> None:
    told = dots(peers("x", {"the analysis": (1.0, 0.5)}, {"a": (0.2, 0.9), "b": (None, 0.0)}))

    assert ["the analysis: precision 1.000, recall 0.500", "a: precision 0.200, recall 0.900"] == [
        *told
    ]


def test_words_are_no_markup() -> None:
    drawn = ranges("<x>", ("&", "b"), {"a<b>": (spread([0.5]), None)})

    assert "a<b>" in "".join(ET.fromstring(drawn).itertext())  # noqa: S314 - our own
