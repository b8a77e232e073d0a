"""Answering an organisation, and checking an answer."""

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid.answers import (
    KIND,
    PDF_HASH,
    Answer,
    Basis,
    Told,
    answer_pdf,
    checked_answer,
    digest_of,
    envelope_of,
    find_answer,
    statement_of,
    texts_in,
    write_text,
)
from rasid.case import last_analysis, open_case
from rasid.cli.simulated import is_simulated
from rasid.cli.voice import document, say
from rasid.clock import Window, parse_moment, utc_now
from rasid.errors import InputError, IntegrityError, UsageError
from rasid.languages import LANGUAGES, clean, language_of
from rasid.settings import Home
from rasid.signing import Signer, read_public_key, signer_of

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
    told = Told(
        _found(home, organisation, window),
        texts_in(language_of(lang)),
        utc_now().replace(microsecond=0),
        simulated=is_simulated(home),
    )
    signer = signer_of(home)
    if as_json:
        document(signer.sign(KIND, statement_of(told)))
    elif form == "text" and output is None:
        say(*write_text(told).translate(_ISOLATES).splitlines())
    else:
        name = f"answer-{digest_of(statement_of(told))[:12]}.{form}"
        _write(told, signer, form, output or home.reports / name)


def _found(home: Home, organisation: str, window: Window) -> Answer:
    # Loading what reads logs takes half a second, which checking an answer does not need.
    from rasid.sources import coverage  # noqa: PLC0415

    with open_case(home) as case:
        judged = last_analysis(case)
        basis = Basis(judged.window, judged.inputs, judged.changed) if judged else None
        return find_answer(
            case.engine, organisation, window, basis, lambda: coverage(case.engine, case.store)
        )


def _write(told: Told, signer: Signer, form: str, path: Path) -> None:
    try:
        if form == "text":
            path.write_text(write_text(told), encoding="utf-8")
            say(f"Wrote {path}; it is not signed: --format json or pdf is.")
        elif form == "json":
            _write_json(path, signer.sign(KIND, statement_of(told)))
            say(f"Wrote {path}.")
        else:
            statement, beside = statement_of(told), envelope_of(path)
            pdf = answer_pdf(told, signer.fingerprint, digest_of(statement))
            path.write_bytes(pdf)
            vouching = statement | {PDF_HASH: hashlib.sha256(pdf).hexdigest()}
            _write_json(beside, signer.sign(KIND, vouching))
            say(f"Wrote {path} and {beside}, which is signed and vouches for it.")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}.") from None


def _write_json(path: Path, signed: dict[str, Any]) -> None:
    path.write_text(json.dumps(signed, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _verify(path: Path, trusted: str) -> None:
    """Check a signed answer, or a PDF by the signed answer beside it."""
    try:
        if trusted and Path(trusted).is_file():
            trusted = read_public_key(Path(trusted))
        statement, signer = checked_answer(path, trusted)
    except (InputError, IntegrityError) as error:
        say(f"DOES NOT HOLD: {error}")
        raise typer.Exit(FOUND) from None
    say(f"holds: {path}, signed by {signer}.")
    match statement:
        case {"organisation": str(name), "from": str(start), "to": str(end), "verdict": str(said)}:
            say(f"{clean(name)}, {start[:10]} to {end[:10]}: {said}.")
    if not trusted:
        say("Whose key that is, only they can tell you: compare the fingerprint by telephone.")
