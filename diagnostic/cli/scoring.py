"""``cpdiag score``: an assessment file scored, as text or as JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from diagnostic.cli.acting import Agency
from diagnostic.cli.shell import Stopped
from diagnostic.cli.showing import show
from diagnostic.cli.streams import AssessmentFile, read

commands = typer.Typer()


@commands.command()
def score(
    file: AssessmentFile,
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
    raw, name = read(file)
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
        show(explaining.parts(result, library))
    if integrity:
        show(integrity_parts(integrity, library))
    if explain and result:
        show(explaining.reasons(result))
