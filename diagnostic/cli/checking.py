"""``cpdiag check``: the faults of content and of assessment files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from diagnostic import places, wording
from diagnostic.cli.shell import Stopped, refuse

if TYPE_CHECKING:
    from diagnostic.content.faults import Fault

commands = typer.Typer()


@commands.command()
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
        refuse(f"{wording.count(len(faults), 'fault')} in {wording.count(len({f.file for f in faults}), 'file')}.")
    typer.echo(f"No faults: {wording.count(files, 'file')}.")


def content_root(path: Path) -> Path | None:
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

    root = content_root(file)
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
    root = content_root(path) or path
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
