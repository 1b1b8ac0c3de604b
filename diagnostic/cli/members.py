"""Who takes part in an assessment on a server: ``members``, for whoever runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from diagnostic import wording
from diagnostic.cli.acting import Agency, desk_of_operator

if TYPE_CHECKING:
    from diagnostic.storage import Member

commands = typer.Typer()
members = typer.Typer(
    help="List, invite and dismiss members.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.add_typer(members, name="members")

Assessment = Annotated[str, typer.Argument(help="Id of the assessment, as `cpdiag list` shows it.")]
Who = Annotated[
    list[str], typer.Argument(help="E-mail addresses, or claims of the sign-in service: claim:groups=customs-hq.")
]
Role = Annotated[
    str,
    typer.Option(
        help="respondent, coordinator, head, custodian or integrity_officer of an agency; member, chair, secretariat, "
        "observer or administrator of both; consultant of either."
    ),
]
OfAgency = Annotated[Agency | None, typer.Option("--agency", help="The agency, for a role that is held in one.")]


@members.command("list")
def list_members(assessment: Assessment) -> None:
    """List who takes part.

    \b
    Example:
      cpdiag members list 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026
    """
    from diagnostic.service import people

    found = people.members(desk_of_operator("customs"), assessment)
    if not found:
        typer.echo("Nobody takes part yet. 'cpdiag members invite' names the first administrator.")
        return
    rows = [("PERSON", "ROLE", "FOR", "NAME"), *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(member: Member) -> tuple[str, str, str, str]:
    return member.person, member.role, member.voice or "both", member.name


@members.command()
def invite(assessment: Assessment, who: Who, role: Role, agency: OfAgency = None) -> None:
    """Give people a role. Whoever runs a server names the first administrator so.

    \b
    Examples:
      cpdiag members invite 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 anna@cpcc.example --role administrator
      cpdiag members invite 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 ben@police.example --role head --agency police
    """
    from diagnostic.service import people

    named = people.invite(desk_of_operator(agency or "customs"), assessment, "\n".join(who), role, agency)
    typer.echo(f"{wording.count(len(named), 'person has', 'people have')} the role {role.replace('_', ' ')} now.")


@members.command()
def dismiss(assessment: Assessment, who: Who, role: Role, agency: OfAgency = None) -> None:
    """Take a role away, at once. What was written stays.

    \b
    Example:
      cpdiag members dismiss 3b7c1f52-8d04-4c6a-9e21-5a0d4f7b2026 ben@police.example --role head --agency police
    """
    from diagnostic.service import people

    desk = desk_of_operator(agency or "customs")
    for person in (guest.key for guest in people.guests("\n".join(who))):
        gone = people.dismiss(desk, assessment, person, role, agency)
        said = "no longer has" if gone else "did not have"
        typer.echo(f"{person} {said} the role {role.replace('_', ' ')}.")
