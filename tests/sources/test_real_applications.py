"""Account logs of applications in samples of real tenants, where the checkout lies beside them."""

from collections import Counter
from pathlib import Path

import pytest

from sources.log_home import Site

DATA = Path(__file__).parents[3] / "shared" / "data" / "sentinel_sample_2020" / "SampleData"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")

Told = dict[tuple[str, str, str | None], int]

SAMPLES: list[tuple[str, str, tuple[int, int], Told]] = [
    (
        "ForgeRock_CEF.csv",
        "forgerock_cef",
        (23, 0),
        {
            ("signin", "failure", "bad_password"): 4,
            ("signin", "success", None): 4,
            ("token", "success", None): 15,
        },
    ),
    (
        "Perimeter81_ActivityLogs_sample.csv",
        "perimeter81_loganalytics",
        (175, 0),
        {
            ("admin", "failure", None): 6,
            ("admin", "success", None): 106,
            ("other", "success", None): 22,
            ("password_change", "success", None): 3,
            ("password_reset", "success", None): 3,
            ("signin", "blocked", "policy"): 6,
            ("signin", "failure", None): 10,
            ("signin", "success", None): 14,
            ("token", "success", None): 5,
        },
    ),
    (
        "SalesforceServiceCloud_CL.json",
        "salesforce_lowercase",
        (38, 1),
        {
            ("admin", "success", None): 1,
            ("other", "failure", None): 1,
            ("other", "success", None): 7,
            ("other", "unknown", None): 27,
            ("signin", "success", None): 1,
        },
    ),
]


@pytest.mark.parametrize(("name", "format_name", "lines", "told"), SAMPLES)
def test_sample_is_read_whole(
    site: Site, name: str, format_name: str, lines: tuple[int, int], told: Told
) -> None:
    report = site.take(DATA / name)[0]

    assert (format_name, *lines) == (report.format, report.lines, report.rejected)
    assert told == Counter(site.events("action", "outcome", "reason"))
