from collections.abc import Iterator

import pytest

from detections.vendor.vendor_records import FILES, write
from sources.log_home import Site, open_site


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a home with a record of every form in it."""
    for site in open_site(tmp_path_factory.mktemp("home")):
        reports = site.take(*write(tmp_path_factory.mktemp("logs"), FILES))
        assert [] == [report for report in reports if report.rejected or report.problem]
        yield site
