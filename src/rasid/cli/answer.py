"""Answering an organisation, and checking an answer."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid.answers import Answer, Texts, answer_pdf, find_answer, statement_of, texts_in, write_text
from rasid.case import last_analysis, open_case
from rasid.cli.voice import document, say, warn
from rasid.clock import Window, parse_moment, utc_now
from rasid.errors import InputError, IntegrityError, UsageError
from rasid.json_file import decoded, parse_json, read_unpacked
from rasid.languages import LANGUAGES, language_of
from rasid.settings import Home
from rasid.signing import Signer, fingerprint_of, read_public_key, signer_of, verified

KIND = "answer"
FOUND = 1
FORMATS = ("pdf", "json", "text")

_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Terminals lay out right-to-left text by themselves, and show these as they are."""


def answer(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    organisation: Annotated[
        str, typer.Argument(metavar="ORGANISATION", help="As it stands on the roster.")
    ] = "",
    *,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, UTC.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The day after the last, UTC.")
    ] = None,
    lang: Annotated[str, typer.Option(metavar="|".join(LANGUAGES), help="Its language.")] = "en",
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="Its form.")
    ] = "text",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else the home's reports.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the signed answer.")] = False,
    verify: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Check an answer, JSON or PDF.")
    ] = None,
    trusted: Annotated[
        str, typer.Option(metavar="KEY", help="Fingerprint or PEM file of who must have signed.")
    ] = "",
) -> None:
    """Answer "were we targeted?" for an organisation, signed; or check such an answer."""
    if verify is not None:
        _verify(verify, trusted)
        return
    if not organisation or start is None or end is None:
        raise UsageError("ORGANISATION, --from and --to say what is asked; --verify checks.")
    if form not in FORMATS:
        raise UsageError(f"--format got {form!r}, expected one of {', '.join(FORMATS)}.")
    home: Home = ctx.obj
    window = Window(parse_moment(start, option="--from"), parse_moment(end, option="--to"))
    texts, now = texts_in(language_of(lang)), utc_now().replace(microsecond=0)
    with open_case(home) as case:
        judged = last_analysis(case)
        if judged and judged.changed:
            warn(f"since the analysis there were changes of: {', '.join(judged.changed)}.")
        found = find_answer(case.engine, organisation, window, judged.window if judged else None)
    made = _Made(found, texts, now, signer_of(home))
    if as_json:
        document(made.signed())
    elif form == "text" and output is None:
        say(*made.text().translate(_ISOLATES).splitlines())
    else:
        name = f"answer-{hashlib.sha256(made.text().encode()).hexdigest()[:12]}.{form}"
        _write(made, form, output or home.reports / name)


@dataclass(frozen=True, slots=True)
class _Made:
    """An answer in a language, and whose key signs it."""

    found: Answer
    texts: Texts
    now: datetime
    signer: Signer

    def statement(self) -> dict[str, Any]:
        return statement_of(self.found, self.texts, self.now)

    def signed(self, **more: str) -> dict[str, Any]:
        return self.signer.sign(KIND, self.statement() | more)

    def text(self) -> str:
        return write_text(self.found, self.texts, self.now)

    def pdf(self) -> bytes:
        return answer_pdf(self.found, self.texts, self.now, self.signer.fingerprint)


def _write(made: _Made, form: str, path: Path) -> None:
    if form == "text":
        path.write_text(made.text(), encoding="utf-8")
        say(f"Wrote {path}; it is not signed: --format json or pdf is.")
    elif form == "json":
        _write_json(path, made.signed())
        say(f"Wrote {path}.")
    else:
        pdf = made.pdf()
        path.write_bytes(pdf)
        beside = _beside(path)
        _write_json(beside, made.signed(pdf_sha256=hashlib.sha256(pdf).hexdigest()))
        say(f"Wrote {path} and {beside}, which is signed and vouches for it.")


def _write_json(path: Path, signed: dict[str, Any]) -> None:
    path.write_text(json.dumps(signed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _beside(pdf: Path) -> Path:
    return pdf.with_name(f"{pdf.name}.json")


def _verify(path: Path, trusted: str) -> None:
    """Check a signed answer, or a PDF by the signed answer beside it."""
    try:
        statement, signer = _checked(path, trusted)
    except (InputError, IntegrityError) as error:
        say(f"DOES NOT HOLD: {error}")
        raise typer.Exit(FOUND) from None
    say(
        f"holds: {path}, signed by {signer}.",
        f"{statement['organisation']}, {statement['from'][:10]} to {statement['to'][:10]}: "
        f"{statement['verdict']}.",
    )
    if not trusted:
        say("Whose key that is, only they can tell you: compare the fingerprint by telephone.")


def _checked(path: Path, trusted: str) -> tuple[dict[str, Any], str]:
    """Return the statement that holds, and the fingerprint of who signed it."""
    is_pdf = path.suffix == ".pdf"
    envelope = _beside(path) if is_pdf else path
    if trusted and Path(trusted).is_file():
        trusted = read_public_key(Path(trusted))
    raw = decoded(envelope, read_unpacked(envelope, "answer"))
    told: Any = parse_json(envelope, raw, "to check")
    statement = verified(told, KIND, trusted=trusted or None, place=envelope)
    if is_pdf and hashlib.sha256(path.read_bytes()).hexdigest() != statement.get("pdf_sha256"):
        raise IntegrityError(f"{path}: it is not the PDF that was signed; it was changed.")
    return statement, fingerprint_of(told["signature"]["public_key"])
