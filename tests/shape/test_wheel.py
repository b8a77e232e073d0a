import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from shape.source import PACKAGE, ROOT

LEFT_BY_TOOLS = re.compile(r"/(\.|__pycache__/)")


@pytest.mark.slow
def test_wheel_holds_the_whole_package(tmp_path: Path) -> None:
    """Every file of the package, SQL and templates too, is in the wheel and nothing else is."""
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(tmp_path), str(ROOT)], check=True, timeout=120)

    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path.relative_to(PACKAGE.parent) for path in PACKAGE.rglob("*") if path.is_file())
    assert packed == {str(path) for path in files if not LEFT_BY_TOOLS.search(str(path))}
