"""Fuzz one target: `python tests/fuzz/run.py TARGET FOLDER [libFuzzer's options]`.

FOLDER holds what was found worth keeping, and the inputs that failed; seeds are put there first.
"""

import hashlib
import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["rasid.sources", "rasid.sharing", "rasid.sinkhole"]):
    from fuzz.targets import TARGETS, seeds


def main() -> None:
    """Fuzz until libFuzzer's options say that it is enough."""
    name, folder, *options = sys.argv[1:]
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(name):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    prefix = f"-artifact_prefix={folder}/failed-"
    atheris.Setup(["fuzz", str(corpus), prefix, "-len_control=0", *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
