"""The command line ``cpdiag``: the same use cases as the app, from the shell.

Each command imports what it needs itself, so that ``cpdiag --help`` and ``cpdiag score`` start at once.
Every exception that this package defines is a sentence for the user: it ends a command with exit code 1.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperGroup

from diagnostic import __version__, places, wording

if TYPE_CHECKING:
    from diagnostic.content.faults import Fault
    from diagnostic.scoring.explaining import Part
    from diagnostic.service.desk import Desk
    from diagnostic.service.files import Preview

Agency = Literal["customs", "police"]


class Stopped(Exception):
    """A command cannot do what was asked. The message is for the user."""


class Commands(TyperGroup):
    """The commands. What a user can mend ends in one message and exit code 1, never in a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = error.strerror or str(error)
            _refuse(f"{error.filename}: {reason}." if error.filename else f"{reason}.")
        except Exception as error:
            if type(error).__module__.partition(".")[0] != "diagnostic":
                raise
            _refuse(str(error))
        return result


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # formatting with rich alone would cost more time than all else
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    epilog="Exit codes: 0 done, 1 the input was refused, 2 wrong usage.",
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    app(prog_name="cpdiag")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cpdiag {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Diagnose how customs and police cooperate: two voices, levels with bounds, and what to do next."""


# ---------------------------------------------------------------- the app


@app.command("app")
def open_app(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on. Default: 8501, or the next free one.")
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: 127.0.0.1, this computer only.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    survey_only: Annotated[
        bool, typer.Option("--survey-only", help="Serve the staff survey and nothing else, to other computers as well.")
    ] = False,
) -> None:
    """Open the app in the browser; Ctrl-C ends it.

    \b
    Examples:
      cpdiag app --port 8600
      cpdiag app --survey-only --address 0.0.0.0 --port 8700 --no-browser
    """
    import os

    from diagnostic.content import Refused

    if survey_only:
        os.environ[places.SURVEY_ONLY] = "1"

    try:
        _desk("customs")
    except Refused as refused:
        number = wording.count(len(refused.faults), "fault")
        raise Stopped(
            f"The app was not started: the content has {number}, which 'cpdiag check' lists. "
            f"The first: {refused.faults[0]}"
        ) from None
    import streamlit as st

    from diagnostic.app import server

    settings = server.config() | {"logger.hideWelcomeMessage": True}
    given = {"server.port": port, "server.address": address, "server.headless": no_browser or None}
    settings |= {name: value for name, value in given.items() if value is not None}
    listening = str(settings["server.address"])
    host = f"[{listening}]" if ":" in listening else listening
    if places.survey_only():
        typer.echo("This serves the staff survey alone, to whoever has its address. Put TLS before it.", err=True)
    elif not server.is_local({"type": "http", "headers": [(b"host", host.encode())]}):
        typer.echo("Without sign-in the app answers only this computer; others see a refusal.", err=True)

    @asynccontextmanager
    async def announce(_app: Any) -> AsyncIterator[None]:
        shown = "localhost" if listening in ("0.0.0.0", "::") else host
        url = f"http://{shown}:{st.get_option('server.port')}/"
        typer.echo(f"The diagnostic is open at {url}\nPress Ctrl-C here to end it.")
        if not st.get_option("server.headless"):
            _open_browser(url)
        async with server.warm_up(_app):
            yield

    try:
        with suppress(KeyboardInterrupt):  # the usual end
            st.App(server.SCRIPT, middleware=server.MIDDLEWARE, lifespan=announce).run(config=settings)
    except OSError as error:
        raise Stopped(f"The app cannot listen at '{listening}': {error.strerror or error}.") from None


def _open_browser(url: str) -> None:
    """Open the browser from a thread, a moment after the server has begun to listen."""
    import webbrowser
    from threading import Timer

    timer = Timer(0.2, webbrowser.open, (url,))
    timer.daemon = True
    timer.start()


# ---------------------------------------------------------------- content and files


@app.command()
def check(
    path: Annotated[
        Path | None,
        typer.Argument(help="A content folder, a content file or an assessment file. Default: the shipped content."),
    ] = None,
) -> None:
    """Report every fault, as file:line:column: message: remedy.

    \b
    Examples:
      cpdiag check
      cpdiag check answers.yaml
    """
    path = path or places.data("questionnaires")
    if not path.exists():
        raise Stopped(f"There is no file or folder '{path}'.")
    faults, files = _faults_below(path) if path.is_dir() else (_faults_of(path), 1)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        _refuse(f"{wording.count(len(faults), 'fault')} in {wording.count(len({f.file for f in faults}), 'file')}.")
    typer.echo(f"No faults: {wording.count(files, 'file')}.")


def _content_root(path: Path) -> Path | None:
    """Return the nearest content folder at or above a path: one that holds the catalogue of sources."""
    here = path.resolve()
    return next((folder for folder in (here, *here.parents) if (folder / "sources.yaml").is_file()), None)


def _faults_below(folder: Path) -> tuple[list[Fault], int]:
    """Return the faults of the files below a folder, and how many files there are."""
    from diagnostic.content import library

    files = [file for file in folder.rglob("*.yaml") if file.is_file()]
    assessments = [file for file in files if _is_assessment(file)]
    known = {file.resolve() for file in assessments}
    faults = _faults_of_content(folder) if files else library.check(folder)
    faults = [fault for fault in faults if Path(fault.file).resolve() not in known]
    return sorted(faults + [fault for file in assessments for fault in _faults_of(file)]), len(files)


def _faults_of(file: Path) -> list[Fault]:
    """Return the faults of one file: of answers against their questionnaire, of content within its folder."""
    from diagnostic.answers import file as answers
    from diagnostic.content import Refused, schemas, shipped
    from diagnostic.content.strict import read_path

    root = _content_root(file)
    if root is not None and file.suffix == ".yaml" and not _is_assessment(file):
        return _faults_of_content(file)
    try:
        document = read_path(file)
    except Refused as refused:
        return list(refused.faults)
    if isinstance(document.data, dict) and document.data.get("format") == answers.FORMAT:
        return sorted(answers.check(document, shipped()))
    return schemas.faults(document)


def _faults_of_content(path: Path) -> list[Fault]:
    """Return the faults at or below a path, seen within the content folder that it lies in, if any."""
    from diagnostic.content import library

    wanted = path.resolve()
    root = _content_root(path) or path
    found = library.check(root)
    here = [fault for fault in found if Path(fault.file).resolve().is_relative_to(wanted)]
    if len(found) > len(here):
        elsewhere = wording.count(len(found) - len(here), "fault")
        message = f"{elsewhere} elsewhere in this content, which may hide some here: see 'cpdiag check {root}'."
        typer.echo(message, err=True)
    return here


def _is_assessment(file: Path) -> bool:
    from diagnostic.answers.file import FORMAT
    from diagnostic.content import Refused
    from diagnostic.content.strict import read_path

    try:
        data = read_path(file).data
    except Refused:
        return False
    return isinstance(data, dict) and data.get("format") == FORMAT


@app.command()
def score(
    file: Annotated[str, typer.Argument(help="An assessment file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, cpdiag-score/1.")] = False,
    voice: Annotated[Agency | None, typer.Option(help="Score this agency's answers alone.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the answers behind every requirement, with comment and evidence.")
    ] = False,
) -> None:
    """Score an assessment file, with bounds and reasons.

    \b
    Examples:
      cpdiag score answers.yaml --explain
      cpdiag score answers.yaml --voice customs --json
    """
    if as_json and explain:
        raise typer.BadParameter("--json already carries every requirement and item; leave out --explain.")
    from diagnostic.answers.file import read_upload
    from diagnostic.content.library import questions
    from diagnostic.scoring import score as scored
    from diagnostic.scoring import score_integrity

    library = questions()  # without advice and drafts, which would take half of the time
    raw, name = _read(file)
    assessment = read_upload(raw, name, library)
    if voice is not None:
        if voice not in assessment.voices:
            raise Stopped(f"{name} holds no answers of the {voice}.")
        assessment = assessment.only(voice)
    result = scored(assessment, library)
    # Integrity is an agency's own: it is scored for one agency alone, and never beside the other's answers.
    integrity = score_integrity(assessment, library, voice) if voice is not None else None
    if as_json:
        import json

        from diagnostic.scoring import printing

        data = printing.to_data(result) if result else printing.nothing(assessment)
        if voice is not None:
            data["integrity"] = printing.integrity_to_data(integrity)
        typer.echo(json.dumps(data, indent=2))
        return
    if result is None and integrity is None:
        alone = " Integrity is scored with --voice." if "integrity" in assessment.instruments else ""
        raise Stopped(f"{name} holds no answers to the questionnaire on cooperation.{alone}")
    from diagnostic.scoring import explaining
    from diagnostic.scoring.explaining_integrity import integrity_parts

    typer.echo(
        f"{assessment.country}, round {assessment.round}: {assessment.pair.customs} and {assessment.pair.police}"
    )
    for found in [found for found in (result, integrity) if found]:
        typer.echo(f"{found.instrument.title}, {found.instrument.version}; policy {found.policy.id}")
    if result:
        _print(explaining.parts(result, library))
    if integrity:
        _print(integrity_parts(integrity, library))
    if explain and result:
        _print(explaining.reasons(result))


@app.command("plan")
def plan_steps(
    file: Annotated[str, typer.Argument(help="An assessment file, or - for standard input.")],
    target: Annotated[
        int | None, typer.Option(min=2, max=5, help="Level to reach. Default: the file's target, else the next level.")
    ] = None,
    voice: Annotated[Agency | None, typer.Option(help="Plan for this agency's answers alone.")] = None,
    pin: Annotated[
        list[str] | None, typer.Option(help="A step that must be part of the plan; may be repeated.")
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="A step to leave out; may be repeated.")] = None,
    done: Annotated[list[str] | None, typer.Option(help="A step that is in force; may be repeated.")] = None,
    effort: Annotated[float, typer.Option(min=0, help="How much effort weighs.")] = 1,
    time: Annotated[float, typer.Option(min=0, help="How much time weighs.")] = 1,
    difficulty: Annotated[float, typer.Option(min=0, help="How much political difficulty weighs.")] = 1,
    side_by_side: Annotated[int, typer.Option(min=1, max=20, help="Steps that can run side by side.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, cpdiag-plan/1.")] = False,
) -> None:
    """Plan the cheapest steps that reach a target.

    They come in order, each with what it removes.

    \b
    Examples:
      cpdiag plan answers.yaml --target 4
      cpdiag plan answers.yaml --voice customs --exclude fusion_centre --json
    """
    from diagnostic.advice import explaining_plan
    from diagnostic.advice.plan import Weights, Wishes
    from diagnostic.answers.file import read_upload
    from diagnostic.content import shipped
    from diagnostic.service import planning_file

    library = shipped()
    raw, name = _read(file)
    assessment = read_upload(raw, name, library)
    wishes = Wishes(
        Weights(effort, time, difficulty), frozenset(pin or ()), frozenset(exclude or ()), frozenset(done or ())
    )
    made = planning_file.from_file(assessment, library, voice, target, wishes, side_by_side)
    if as_json:
        import json

        typer.echo(json.dumps(made.to_data(), indent=2))
        return
    towards = made.towards.replace(wording.NBSP, " ")
    typer.echo(f"{assessment.country}, round {assessment.round}: {made.name}, towards {towards}")
    _print(explaining_plan.plan_parts(made.plan, made.slots, made.instrument, made.towards))


@app.command()
def draft(
    name: Annotated[str | None, typer.Argument(help="The document, as --list names it.")] = None,
    file: Annotated[str | None, typer.Argument(help="An assessment file, or - for standard input.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write. Default: named after country, round and document.")
    ] = None,
    voice: Annotated[Agency | None, typer.Option(help="Draft from this agency's answers alone.")] = None,
    notes: Annotated[
        bool, typer.Option("--notes/--no-notes", help="Say under each clause why it is there, and its sources.")
    ] = True,
    list_all: Annotated[bool, typer.Option("--list", help="Name the documents that can be drafted, and stop.")] = False,
) -> None:
    """Draft a document for legal review, in Word.

    It starts from the answers, and from a plan towards the target of the file or the next level.

    \b
    Examples:
      cpdiag draft --list
      cpdiag draft mou answers.yaml --output mou.docx
      cpdiag draft referral_forms answers.yaml --no-notes
    """
    from diagnostic.content import shipped
    from diagnostic.service import drafting

    if list_all:
        for choice in drafting.listed(shipped()):
            typer.echo(f"{choice.draft.id:24}{choice.draft.title}\n{'':24}{choice.draft.purpose}")
        return
    if name is None or file is None:
        raise typer.BadParameter("Name a document and an assessment file, or say --list.")
    from diagnostic.answers.file import read_upload

    library = shipped()
    raw, origin = _read(file)
    assessment = read_upload(raw, origin, library)
    document = drafting.from_file(assessment, library, name, voice, notes=notes)
    target = output or Path(drafting.file_name(assessment.country, assessment.round, name))
    try:
        with target.open("xb") as written:
            written.write(document)
    except FileExistsError:
        raise Stopped(f"'{target}' is there already and was left as it is. Name another file.") from None
    typer.echo(f"Written: {target}")


def _print(parts: Iterable[Part]) -> None:
    from rich import box
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table

    def plain(text: str) -> str:
        return text.replace(wording.NBSP, " ")  # in a shell, text is searched

    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = 110
    for part in parts:
        console.print(f"\n{plain(part.title)}", style="bold")
        if part.table:
            heads, *rows = part.table
            table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
            for row in rows:
                table.add_row(*map(plain, row))
            console.print(table)
            console.print("\n" if part.lines else "", end="")
        for line in part.lines:
            console.print(Padding(plain(line.text), (0, 0, 0, 2 * line.depth), expand=False))


@app.command()
def new(
    country: Annotated[
        str, typer.Option(help="ISO 3166-1 alpha-3 code; XXA to XXZ are fictional administrations.")
    ] = "XXA",
    round: Annotated[str, typer.Option(help="The round, for example its year.")] = "2026",
    output: Annotated[Path | None, typer.Option(help="File to write. Default: standard output.")] = None,
    instrument: Annotated[
        Literal["cooperation", "integrity"], typer.Option(help="The questionnaire that the file is for.")
    ] = "cooperation",
) -> None:
    """Write an empty assessment file that explains every question.

    \b
    Examples:
      cpdiag new --country FRA --round 2026 --output answers.yaml
      cpdiag new --country FRA --instrument integrity --output integrity.yaml
    """
    from diagnostic.answers import file
    from diagnostic.content import Refused, shipped

    library = shipped()
    text = file.empty_text(country, round, library.instrument(instrument), library)
    try:
        file.read_upload(text.encode("utf-8", "surrogatepass"), "new", library)
    except Refused as refused:
        raise Stopped("\n".join(f"{wording.capital(f.message)}: {f.remedy}." for f in refused.faults)) from None
    _write(text, output)


def _write(text: str, output: Path | None) -> None:
    """Write UTF-8 whatever the terminal's own encoding is; never over a file that is there."""
    if output is None:
        typer.echo(text.encode(), nl=False)
        return
    try:
        with output.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        raise Stopped(f"'{output}' is there already and was left as it is. Name another file.") from None
    typer.echo(f"Written: {output}")


def _read(file: str) -> tuple[bytes, str]:
    """Return the bytes of a file and its name; ``-`` is standard input."""
    from diagnostic.content.strict import MAX_BYTES

    if file == "-":
        return typer.get_binary_stream("stdin").read(MAX_BYTES + 1), "<stdin>"
    with Path(file).open("rb") as source:
        return source.read(MAX_BYTES + 1), file


# ---------------------------------------------------------------- the database


def _desk(acting: Agency) -> Desk:
    from diagnostic.access import Viewer
    from diagnostic.service.desk import open_desk

    return open_desk(places.database_url(), Viewer.local(acting))


As = Annotated[Agency, typer.Option("--as", help="The agency you work for.")]


@app.command("list")
def list_assessments() -> None:
    """List the assessments in the database, the latest first.

    \b
    Example:
      cpdiag list
    """
    from diagnostic.answers.answer import AGENCIES
    from diagnostic.answers.labels import STAGES
    from diagnostic.service.assessments import overview

    rows = [("ID", "COUNTRY", "ROUND", "CUSTOMS", "POLICE", "PAIR")]
    for line in overview(_desk("customs")):
        record = line.record
        stages = [STAGES[record.stages[voice]] for voice in AGENCIES]
        pair = f"{record.pair.customs} and {record.pair.police}"
        rows.append((record.id, record.country, record.round, stages[0], stages[1], pair))
    if len(rows) == 1:
        typer.echo("There are no assessments yet. 'cpdiag app' starts one, 'cpdiag demo' loads a demonstration.")
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@app.command("export")
def export_file(
    id: Annotated[str, typer.Argument(help="The assessment, as 'cpdiag list' shows it.")],
    output: Annotated[Path | None, typer.Option(help="File to write. Default: standard output.")] = None,
    acting: As = "customs",
    integrity: Annotated[
        bool, typer.Option("--integrity", help="Write your agency's integrity self-assessment, and nothing else.")
    ] = False,
) -> None:
    """Write the assessment file of the answers you may see.

    Without --integrity it holds cooperation alone: that file is made to be handed on.

    \b
    Examples:
      cpdiag export 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --output answers.yaml
      cpdiag export 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 --integrity --as police
    """
    from diagnostic.service.files import export_text, integrity_text

    text = integrity_text if integrity else export_text
    _write(text(_desk(acting), id), output)


@app.command("import")
def import_file(
    file: Annotated[str, typer.Argument(help="An assessment file, or - for standard input.")],
    yes: Annotated[bool, typer.Option("--yes", help="Import without being asked.")] = False,
    acting: As = "customs",
) -> None:
    """Import an assessment file, after a preview.

    A new assessment takes every voice of the file. Into one that is there already, only the answers of
    your own agency are imported, beside what stands.

    \b
    Example:
      cpdiag import answers.yaml --as police
    """
    from diagnostic.service import files

    raw, name = _read(file)
    desk = _desk(acting)
    preview = replace(files.preview(desk, raw, name), name=Path(name).name)  # the record names no folders
    for line in _preview_lines(preview):
        typer.echo(line)
    if not yes:
        try:
            agreed = file != "-" and typer.confirm("Import?")
        except typer.Abort:
            agreed = False
        if not agreed:
            raise Stopped("Nothing was imported. Where nobody can be asked, say --yes.")
    typer.echo(f"Imported: {files.take(desk, preview)}")


def _preview_lines(preview: Preview) -> Iterable[str]:
    said, into = preview.assessment, preview.into
    pair = f"{said.pair.customs} and {said.pair.police}"
    kind = "a new assessment" if into is None else f"into the assessment {into.id}"
    yield f"{preview.name}: {said.country}, round {said.round}, {pair}; {kind}."
    for voice in said.voices:
        who = wording.capital(voice)
        if voice not in preview.changes:
            yield f"  {who}: not imported, since these answers are not yours to change."
        else:
            added, differing = preview.changes[voice]
            differ = f", {differing} that differ from what stands" if into is not None else ""
            yield f"  {who}: {wording.count(added, 'new answer')}{differ}."


@app.command()
def demo(remove: Annotated[bool, typer.Option("--remove", help="Remove the demonstration.")] = False) -> None:
    """Load two fictional administrations, or remove them.

    They load once, into a database without assessments.

    \b
    Examples:
      cpdiag demo
      cpdiag demo --remove
    """
    from diagnostic.service import files

    desk = _desk("customs")
    if remove:
        number = files.remove_demonstration(desk)
        typer.echo(f"Removed: {wording.count(number, 'assessment')}." if number else "There is no demonstration here.")
    else:
        typer.echo(f"Loaded: {wording.count(len(files.load_demonstration(desk)), 'fictional assessment')}.")
        typer.echo("'cpdiag app' shows them.")


@app.command()
def freeze(folder: Annotated[Path, typer.Argument(help="The folder of one content version.")]) -> None:
    """Release a content version: its fingerprint is recorded.

    From then on 'cpdiag check' reports every change of it.

    \b
    Example:
      cpdiag freeze questionnaires/cooperation/handbook-2018/1
    """
    from diagnostic.content import Refused, fingerprint, library

    if not folder.is_dir():
        raise Stopped(f"There is no folder '{folder}'.")
    if not any((folder / name).is_file() for name in ("instrument.yaml", "policy.yaml")):
        raise Stopped(f"'{folder}' is no version folder: it holds neither instrument.yaml nor policy.yaml.")
    root = _content_root(folder)
    if root is None:
        raise Stopped(f"'{folder}' lies in no content folder: none above it holds sources.yaml.")
    known, value = fingerprint.recorded(folder), fingerprint.of(folder)
    if known not in (None, value):
        raise Stopped(
            f"'{folder}' was released with another fingerprint and has been changed since. "
            "Undo the change, or copy the folder to a new version number and change it there."
        )
    faults = library.check(root)
    if faults:
        raise Refused(faults)
    if known is None:
        fingerprint.record(folder)
    typer.echo(f"{'Released' if known is None else 'Already released'}: {folder} {value}")


@app.command()
def settings() -> None:
    """Print the settings and their values.

    Settings are environment variables. A password in an address is not shown.

    \b
    Example:
      cpdiag settings
    """
    import os

    values: dict[str, Callable[[], object]] = {
        places.DATABASE_URL: places.database_url,
        places.DATA_FOLDER: places.user_folder,
        places.SURVEY_KEY: places.survey_key,
        places.SURVEY_ONLY: lambda: int(places.survey_only()),
    }
    for name, purpose in places.SETTINGS.items():
        origin = "set" if os.environ.get(name) else "default"
        typer.echo(f"{name}={_without_password(str(values[name]()))}  ({origin})\n    {purpose}")


def _without_password(url: str) -> str:
    """Hide a password before the host, and in the options after the question mark."""
    import re

    url = re.sub(r"://([^:@]*):.*@", r"://\1:***@", url, flags=re.DOTALL)
    return re.sub(r"(?i)(\w*pass\w*=)[^&]*", r"\1***", url)


if __name__ == "__main__":
    # The module under its own name: its exceptions are then the package's.
    from diagnostic import cli

    cli.main()
