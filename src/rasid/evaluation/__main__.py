"""One step of one month, as a process of its own: `python -m rasid.evaluation STEP FOLDER JSON`."""

import json
import sys
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from rasid.evaluation.measured import Size
from rasid.evaluation.months import Month, Ways
from rasid.evaluation.work import Place, measure, simulate
from rasid.reports import plain


def main(step: str, folder: Path, request: str) -> None:
    """Do the step and leave its answer in the folder."""
    asked, place = json.loads(request), Place(folder)
    if step == "simulate":
        answer: object = simulate(TypeAdapter(Month).validate_python(asked["month"]), place)
    else:
        size = TypeAdapter(Size).validate_json((folder / "simulate.json").read_bytes())
        ways = TypeAdapter(Ways).validate_python(asked["ways"])
        answer = measure(place, size, ways, datetime.fromisoformat(asked["now"]))
    (folder / f"{step}.json").write_text(json.dumps(plain(answer)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
