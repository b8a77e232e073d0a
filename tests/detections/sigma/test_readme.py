import re
from importlib.resources import files


def test_example_runs_as_it_stands() -> None:
    """What the page shows finds the event."""
    page = (files("rasid.detections.sigma") / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}

    exec(compile(example, "README.md", "exec"), names)  # noqa: S102 - our own page

    assert isinstance(names["found"], list)
    assert [7] == [row[2] for row in names["found"]]
