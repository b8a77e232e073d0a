"""Make the packaged knowledge of website names: `make.py LABELLED.csv.gz`.

Needs the package `pymispwarninglists`, which holds the lists of popular names. LABELLED has the
columns registered_domain, canonical, first_date. Only every second popular name is read, by its
checksum, so that the other half is there to measure false alarms on.
"""

import csv
import gzip
import io
import json
import sys
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from zlib import crc32

import numpy as np

from rasid.websites.fitting import batches
from rasid.websites.hosts import NotAName, read_host, registered_domain
from rasid.websites.learning import Honest, Knowledge, Labelled, learn
from rasid.websites.letters import key_of, letters_of
from rasid.websites.named import Named
from rasid.websites.naming import named
from rasid.websites.packaged import account_words
from rasid.websites.segment import LONGEST_WORD, cut_words, word_costs
from rasid.websites.visited import packed

HERE = Path(__file__).parents[2] / "src" / "rasid" / "websites" / "knowledge"
LISTS = files("pymispwarninglists") / "data" / "misp-warninglists" / "lists"

MINED_AS_OF = date(2018, 11, 30)
"""What looks like bait is sought with no later knowledge, so that later names can be a test."""

TEMPTING, USUAL = 20_000, 40_000
SEED_TIMES, LABEL_ENDINGS, KEPT_TIMES = 3, 2, 3
ROUNDS = 2


def main(labelled_file: str) -> None:
    """Write words, popular, usual, tempting and labelled names."""
    labelled = list(read_labelled(Path(labelled_file)))
    bad = {row["domain"] for row in labelled}
    every = [name for name in popular_names("tranco") if name not in bad]
    domains = [name for name in every if crc32(name.encode()) % 2 == 0]
    names = [named(domain) for domain in domains]
    popular = sorted(popular_names("tranco10k"))
    words = learn_words(names)
    tempting, usual = chosen(names, words, popular, labelled)
    write("words.csv.gz", ["word,count", *(f"{word},{words[word]}" for word in sorted(words))])
    write("popular.txt.gz", popular)
    write("tempting.txt.gz", sorted(domains[place] for place in tempting))
    write("usual.txt.gz", sorted(domains[place] for place in usual))
    rows = [f"{row['domain']},{row['group']},{row['first_seen']}" for row in labelled]
    write("labelled.csv.gz", ["domain,group,first_seen", *rows])
    write_apart()
    write_hashed("visited.bin.gz", popular_names(VISITED), bad)
    write_hashed("listed.bin.gz", every, bad)
    weight = (len(names) - len(tempting)) / len(usual)
    (HERE / "weights.toml").write_text(
        "# How many popular names each name of a file stands for.\n"
        f"tempting = 1.0\nusual = {weight:.3f}\n",
        encoding="utf-8",
    )


APART = {
    "parking_addresses": "parking-domain",
    "parking_name_servers": "parking-domain-ns",
    "sinkholes": "sinkholes",
}
"""Lists that are taken as they are, by the name of the file that they become."""


VISITED = "google-chrome-crux-1million"


def write_apart() -> None:
    """Write what sets a website apart: parking hosts, sinkholes, endings that anybody may use."""
    for name, source in APART.items():
        (HERE / f"{name}.txt").write_text("".join(f"{line}\n" for line in listed(source)), "utf-8")
    open_endings = [name.lstrip(".") for name in listed("dynamic-dns")]
    kept = [name for name in open_endings if "." in name and is_suffix(name)]
    (HERE / "dynamic_dns.txt").write_text("".join(f"{line}\n" for line in kept), "utf-8")


def write_hashed(file: str, names: Iterable[str], bad: Collection[str]) -> None:
    """Write which names are on a list: the one that honest names are of, and another."""
    read = (named(name) for name in names if name not in bad)
    keys = [(key_of(one.label) + key_of(one.suffix)) % 2**64 for one in read if not one.written]
    (HERE / file).write_bytes(packed(keys))


def is_suffix(name: str) -> bool:
    """Say whether anybody can register below a name, by the public suffix list."""
    return registered_domain(f"x.{name}") == f"x.{name}"


def listed(name: str) -> list[str]:
    """Return the entries of a list, sorted."""
    return sorted(json.loads((LISTS / name / "list.json").read_text(encoding="utf-8"))["list"])


def read_labelled(path: Path) -> Iterable[dict[str, str]]:
    """Yield labelled names; a month or a year without a day is taken at its end."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                domain = read_host(row["registered_domain"]).domain
            except NotAName:
                continue
            group = row["canonical"].replace(",", " ")
            yield {"domain": domain, "group": group, "first_seen": last_day(row["first_date"])}


def last_day(text: str) -> str:
    """Return the last day that a date may mean."""
    parts = [int(part) for part in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else monthrange(year, month)[1]
    return f"{year:04d}-{month:02d}-{day:02d}"


def popular_names(name: str) -> list[str]:
    """Return the registered domains of a list, each once, in order."""
    kept = set()
    for text in listed(name):
        try:
            kept.add(read_host(text).domain)
        except NotAName:
            continue
    return sorted(kept)


def learn_words(names: Sequence[Named]) -> dict[str, int]:
    """Learn words from parts between hyphens, labels under several endings and account pages."""
    parts = Counter(part for name in names if "-" in name.label for part in name.label.split("-"))
    labels = Counter(name.label for name in names)
    counts = {part: times for part, times in parts.items() if times >= SEED_TIMES}
    for label, times in labels.items():
        if times >= LABEL_ENDINGS:
            counts[label] = counts.get(label, 0) + times
    words = {
        word: n for word, n in counts.items() if word.isalpha() and 2 <= len(word) <= LONGEST_WORD
    }
    for _ in range(ROUNDS):
        words = counted(names, dict.fromkeys(account_words(), SEED_TIMES) | words)
    return words


def counted(names: Sequence[Named], words: dict[str, int]) -> dict[str, int]:
    """Cut all names into words and count these."""
    costs, found = word_costs(words), Counter[str]()
    for places in batches(np.array([len(name.label) for name in names])):
        labels = [f"^{names[place].label}" for place in places]
        cuts = cut_words(letters_of([label[1:] for label in labels]), costs)
        known = cuts.known
        for row, start, end in zip(
            cuts.rows[known], cuts.starts[known], cuts.ends[known], strict=True
        ):
            found[labels[row][start:end]] += 1
    always = account_words()
    return {word: times for word, times in found.items() if times >= KEPT_TIMES or word in always}


def chosen(
    names: Sequence[Named],
    words: dict[str, int],
    popular: Sequence[str],
    labelled: Sequence[dict[str, str]],
) -> tuple[list[int], list[int]]:
    """Return where the names are that look most like bait, and some of the others."""
    spread = np.random.default_rng(1).permutation(len(names))
    first = [Honest(names[place], len(names) / USUAL) for place in spread[:USUAL]]
    bait = [
        Labelled(named(row["domain"]), row["group"], date.fromisoformat(row["first_seen"]))
        for row in labelled
    ]
    tops = [(name.label, name.suffix) for name in map(named, popular)]
    known = Knowledge(words, tops, first, bait, account_words()).as_of(MINED_AS_OF)
    bits = learn(known, MINED_AS_OF).score(names).bits
    tempting = np.argsort(-bits)[:TEMPTING].tolist()
    seen = set(tempting)
    usual = [place for place in spread.tolist() if place not in seen][:USUAL]
    return tempting, usual


def write(name: str, lines: Iterable[str]) -> None:
    """Write a compressed text that is the same each time."""
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=9) as packed:
        packed.write("".join(f"{line}\n" for line in lines).encode())
    (HERE / name).write_bytes(raw.getvalue())


if __name__ == "__main__":
    main(*sys.argv[1:])
