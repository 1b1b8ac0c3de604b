"""``cpdiag plan`` and ``cpdiag draft``: the steps towards a target, and the documents that they need."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diagnostic import wording
from diagnostic.cli.acting import Agency
from diagnostic.cli.showing import show
from diagnostic.cli.streams import AssessmentFile, read, write_file

commands = typer.Typer()


@commands.command("plan")
def plan_steps(
    file: AssessmentFile,
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
    raw, name = read(file)
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
    show(explaining_plan.plan_parts(made.plan, made.slots, made.instrument, made.towards))


@commands.command()
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
    raw, origin = read(file)
    assessment = read_upload(raw, origin, library)
    document = drafting.from_file(assessment, library, name, voice, notes=notes)
    target = output or Path(drafting.file_name(assessment.country, assessment.round, name))
    write_file(document, target)
