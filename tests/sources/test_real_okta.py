"""Okta's log of a real tenant, where the checkout lies beside it."""

from collections import Counter
from pathlib import Path

import pytest

from sources.log_home import Site

DATA = Path(__file__).parents[3] / "shared" / "data" / "sentinel_sample_2020" / "SampleData"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")


def test_sample_is_read_whole(site: Site) -> None:
    report = site.take(DATA / "Okta_CL.json")[0]

    assert ("okta_loganalytics", 593, 0) == (report.format, report.lines, report.rejected)
    assert 308 == len({uid for (uid,) in site.events("event_uid")})
    failed = site.events("action", "outcome", "reason", "account_exists", "country")
    assert ("signin", "failure", "no_such_account", False, "US") in failed
    counts = Counter(action for (action,) in site.events("action"))
    assert {"admin", "mfa", "other", "signin", "token"} == set(counts)
