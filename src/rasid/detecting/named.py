"""A rule by its id or its file, whichever language it is in."""

from dataclasses import dataclass, field
from pathlib import Path

from rasid.detections import Broken, Rule, own_folders, rule_files, sigma_files
from rasid.detections.content import read_rule
from rasid.detections.files import SIGMA
from rasid.detections.sigma import Placeholders
from rasid.detections.vendor import stated_sigma
from rasid.errors import UsageError
from rasid.findings import FoundError, one_of
from rasid.settings import Home, Settings


@dataclass(frozen=True, slots=True)
class Named:
    """The file that was asked for and its rules, of which a Sigma file may have several.

    `files` are all that the rules of a Sigma file may refer to; its rules only state what they are.
    """

    path: Path
    rules: tuple[Rule, ...]
    files: tuple[Path, ...] = ()
    placeholders: Placeholders = field(default_factory=dict)

    @property
    def is_sigma(self) -> bool:
        """Whether it is in Sigma."""
        return bool(self.files)

    @property
    def only(self) -> frozenset[str]:
        """The ids of its rules."""
        return frozenset(rule.id for rule in self.rules)

    def one(self) -> Rule:
        """Return its one rule; raises UsageError where there are several."""
        if len(self.rules) > 1:
            names = ", ".join(sorted(self.only))
            raise UsageError(f"{self.path} has several rules; expected one of them: {names}.")
        return self.rules[0]


def rule_named(home: Home, settings: Settings, name: str) -> Named:
    """Return a rule of a home by its id, or those of a file.

    Raises InputError with file and line where it is not sound, UsageError where there is none.
    """
    folders = own_folders(home, settings)
    path = Path(name)
    if path.suffix in SIGMA:
        return _of_file(path, sigma_files(folders), settings.placeholders)
    files = {one.stem: one for one in rule_files(folders)}
    found = path if path.suffix == ".sql" else files.get(name)
    if found is None:
        return _of_id(name, sigma_files(folders), files, settings.placeholders)
    rule, findings = read_rule(found, settings.parameters.get(found.stem, {}))
    if rule is None:
        raise FoundError(findings[0])
    return Named(found, (rule,))


def _of_file(path: Path, known: list[Path], given: Placeholders) -> Named:
    if not path.is_file():
        raise UsageError(f"there is no file {path}.")
    near = [one for one in known if one.resolve() == path.resolve()]
    path = near[0] if near else path
    files: tuple[Path, ...] = (path,)
    stated = stated_sigma(files, given)
    if stated.broken:  # perhaps only for want of a rule of another file
        files = tuple(dict.fromkeys([path, *known]))
        stated = stated_sigma(files, given)
    wrong = [one for one in stated.broken if one.path == path]
    rules = tuple(rule for rule in stated.sound if rule.path == path)
    if wrong or not rules:
        raise FoundError(wrong[0].finding if wrong else _silent(path).finding)
    return Named(path, rules, files, given)


def _of_id(name: str, files: list[Path], others: dict[str, Path], given: Placeholders) -> Named:
    stated = stated_sigma(files, given)
    for rule in stated.sound:
        if name == rule.id:
            alone = stated_sigma([rule.path], given)
            needed = tuple(files) if alone.broken else (rule.path,)
            return Named(rule.path, (rule,), needed, given)
    for one in stated.broken:
        if name in (one.id, one.title):
            raise FoundError(one.finding)
    names = (*others, *(rule.id for rule in stated.sound))
    raise UsageError(f"there is no rule {name!a}; expected {one_of(names, name)}.")


def _silent(path: Path) -> Broken:
    why = "its rules only serve correlations, none of which is in it."
    return Broken(path.stem, path, None, why)
