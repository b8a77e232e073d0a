"""Fuzz targets: `python tests/fuzz/run.py TARGET[=SECONDS],... FOLDER [libFuzzer's options]`.

FOLDER holds what was found worth keeping, and the inputs that failed; seeds are put there first.
Of several targets each has a process and a folder in it, and `failed` there names those that fail.
"""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["rasid.sources", "rasid.sharing", "rasid.sinkhole"]):
    from fuzz.targets import TARGETS, seeds

SEEDS_A_SECOND = 4
"""Where seconds are told, few seeds: libFuzzer runs all of them before it looks at the time."""


def main() -> None:
    """Fuzz until libFuzzer's options say that it is enough."""
    names, folder, *options = sys.argv[1:]
    if "," not in names:
        fuzz(names, Path(folder), seeds(names), options)
    for named in names.split(","):
        name, _, seconds = named.partition("=")
        if os.fork() == 0:  # what is instrumented need not be instrumented again
            begin = list(seeds(name))
            few = begin[:: 1 + len(begin) // (SEEDS_A_SECOND * int(seconds))]
            fuzz(name, Path(folder) / name, few, [f"-max_total_time={seconds}", *options])
        if os.wait()[1]:
            (Path(folder) / name / "failed").touch()


def fuzz(name: str, folder: Path, begin: Iterable[bytes], options: list[str]) -> NoReturn:
    """Fuzz one target; ends the process."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in begin:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    prefix = f"-artifact_prefix={folder}/failed-"
    atheris.Setup(["fuzz", str(corpus), prefix, "-len_control=0", *options], TARGETS[name])
    atheris.Fuzz()
    sys.exit()


if __name__ == "__main__":
    main()
