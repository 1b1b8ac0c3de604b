"""The tables of a draft: what the answers say, the plan, and blanks to fill in."""

from __future__ import annotations

from collections.abc import Callable

from diagnostic import wording
from diagnostic.advice.explaining_plan import PHASE
from diagnostic.answers import labels
from diagnostic.answers.answer import AGENCIES, Answer, Voice
from diagnostic.content.catalogue import Clause
from diagnostic.content.model import Authority, Choice, Item
from diagnostic.documents.basis import Basis
from diagnostic.documents.filling import blank, fill, typed
from diagnostic.documents.model import Span, Table, Text, plain
from diagnostic.scoring import explaining
from diagnostic.scoring.levels import DimensionResult
from diagnostic.scoring.powers import PowerRow

#: Which agency's answer to A.5.2 gives an area to it alone.
_ONLY: dict[str, Voice] = {"customs_only": "customs", "police_only": "police"}
_MAY = {"full": "Yes", "partial": "In part", "none": "No"}
_HELD: dict[str, str] = {"full": "Full", "partial": "Partial", "none": "None"}
#: A route below this level is no arrangement yet: it is a favour, or nothing.
_ARRANGED = 3
_CONTACTS = ("Contact point", "Deputy", "Duty contact at all hours")
_ROWS = 6


def table(clause: Clause, basis: Basis) -> Table | None:
    """Return the table of a clause, filled from answers and plan."""
    return _TABLES[clause.table](clause, basis) if clause.table else None


# ---------------------------------------------------------------- who leads, who may


def _lead_agencies(clause: Clause, basis: Basis) -> Table:
    power = next(item for item in basis.result.instrument.powers if item.areas)
    return Table(
        "lead_agencies",
        (
            typed("Risk Area"),
            *(typed(f"{basis.words.name(voice)} may seize") for voice in AGENCIES),
            typed("Leads"),
            typed("Supports"),
        ),
        tuple(_area(power, area, basis) for area in power.areas),
        (26, 18, 18, 19, 19),
        "Lead agencies by Risk Area",
    )


def _area(power: Item, area: Choice, basis: Basis) -> tuple[Text, ...]:
    held = {voice: (basis.result.assessment.answer(voice, power.id).value or {}).get(area.id) for voice in AGENCIES}
    for voice in AGENCIES:
        if basis.result.assessment.answer(voice, power.id).state == "prohibited_by_law":
            held[voice] = "none"
    may = [typed(_MAY[said]) if (said := held[voice]) in _MAY else blank("open") for voice in AGENCIES]
    leads, supports = _lead(area.id, held, basis)
    return typed(area.label), *may, leads, supports


def _lead(area: str, held: dict[Voice, Authority | None], basis: Basis) -> tuple[Text, Text]:
    """Return who leads and who supports: in brackets wherever the answers do not decide it."""
    names = {voice: basis.words.name(voice) for voice in AGENCIES}
    either = blank(" / ".join(names.values()))
    given = _exclusive(area, basis)
    some = [voice for voice in AGENCIES if held[voice] in ("full", "partial")]
    without = [voice for voice in AGENCIES if held[voice] == "none"]
    if len(without) == len(AGENCIES):
        return blank("authority that may seize"), blank("Customs and Police")
    if len(some) == 1 and len(without) == 1 and given <= set(some):
        return typed(names[some[0]]), typed(names[without[0]])
    proposed = given if len(given) == 1 else {voice for voice in AGENCIES if held[voice] == "full"}
    if len(proposed) == 1:
        lead = proposed.pop()
        return blank(names[lead]), blank(names["police" if lead == "customs" else "customs"])
    return either, either


def _exclusive(area: str, basis: Basis) -> set[Voice]:
    """Return the agencies to which some voice gives an area alone (A.5.2)."""
    found: set[Voice] = set()
    for item in basis.result.instrument.items:
        if {part.id for part in item.fields} >= _ONLY.keys():
            for voice in (*basis.voices, *(("agreed",) if basis.whose == "both" else ())):
                value = basis.result.assessment.answer(voice, item.id).value or {}
                found |= {agency for part, agency in _ONLY.items() if area in value.get(part, ())}
    return found


def _powers(clause: Clause, basis: Basis) -> Table:
    return Table(
        "powers",
        (
            typed("Power"),
            *(typed(basis.words.name(voice)) for voice in AGENCIES),
            typed("How the result is obtained"),
        ),
        tuple(_power(row, basis) for row in basis.result.powers),
        (28, 13, 13, 46),
        "Authority in law, and access to it",
    )


def _power(row: PowerRow, basis: Basis) -> tuple[Text, ...]:
    power = basis.result.instrument.item(row.power)
    held = [typed(_HELD[row.authority[v]]) if row.authority[v] in _HELD else blank("open") for v in AGENCIES]
    return typed(labels.title(power)), *held, _arrangement(row, power, basis)


def _arrangement(row: PowerRow, power: Item, basis: Basis) -> Text:
    if row.finding == "both_hold":
        return typed("Each uses its own power.")
    if row.finding == "neither":
        return blank("authority that holds the power, and the common route to it")
    if row.finding == "unknown" and basis.whose == "both":
        return blank("to be stated by both legal offices")
    access = basis.result.instrument.item(power.access)
    said = {voice: basis.result.assessment.answer(voice, access.id) for voice in basis.voices}
    described = {voice: _route(access, answer) for voice, answer in said.items()}
    levels = {answer.level for answer in said.values()}
    level = next(iter(levels))
    if len(levels) == 1 and level is not None and level >= _ARRANGED and basis.whose == "both":
        return typed(wording.capital(f"{described['customs']}."))
    each = [f"{basis.words.name(voice)} describes: {route}" for voice, route in described.items()]
    return (Span(f"[{'; '.join(each)}; to be agreed]", open=True),)


def _route(access: Item, answer: Answer) -> str:
    """Return the route that an agency describes. Of restricted powers the level alone."""
    if answer.level is None:
        return labels.state(access, answer.state).lower() if answer.state else "not answered"
    if access.restricted:
        return wording.level(answer.level)
    said = access.statement(answer.level).split(":")[0].rstrip(".")
    return f"{said[:1].lower()}{said[1:]} ({wording.level(answer.level)})"


# ---------------------------------------------------------------- result and plan


def _levels(clause: Clause, basis: Basis) -> Table:
    policy, views = basis.result.policy, basis.views
    rows: list[tuple[Text, ...]] = [
        (
            typed("Level on the continuum"),
            typed(wording.capital(explaining.bounds(views.claimed.continuum, policy))),
            typed(wording.capital(explaining.bounds(views.evidenced.continuum, policy))),
            (),
        )
    ]
    for dimension in basis.result.instrument.group("continuum"):
        claimed, evidenced = (view.dimensions[dimension.id] for view in (views.claimed, views.evidenced))
        coverage = wording.answered(claimed.answered, claimed.applicable) if claimed else ""
        rows.append((typed(dimension.title), _bounds(claimed), _bounds(evidenced), typed(coverage)))
    head = tuple(map(typed, ("", "As claimed", "As evidenced", "Coverage")))
    return Table("levels", head, tuple(rows), (24, 29, 29, 18), f"Result of the round {basis.words.round}")


def _bounds(found: DimensionResult | None) -> Text:
    if found is None:
        return typed("Not applicable")
    return typed(wording.capital(wording.span(*found.pair)) + (", too few answers" if found.withheld else ""))


def _requirements(clause: Clause, basis: Basis) -> Table:
    profile, instrument, policy = basis.views.claimed, basis.result.instrument, basis.result.policy
    rows = []
    for found in profile.blockers:
        item, level = instrument.item(found.requirement.item), found.requirement.at_least
        rows.append(
            (
                typed(labels.title(item)),
                typed(f"{wording.capital(wording.level(level))}: {item.statement(level)}"),
                typed(wording.capital(wording.span(*found.pair)) if found.pair else "Not applicable"),
            )
        )
    following = profile.continuum.lower + 1
    if following > len(policy.levels):
        rows = [(typed("None"), typed("The answers describe the highest level."), ())]
        caption = "Requirements"
    else:
        name = f"{wording.level(following)}, {policy.level(following).name.lower()}"
        caption = f"Requirements of {name}, that are not certain to hold"
    head = tuple(map(typed, ("Requirement", "What is asked for", "At present")))
    return Table("requirements", head, tuple(rows), (27, 54, 19), caption)


def _xrays(clause: Clause, basis: Basis) -> Table:
    instrument, pair = basis.result.instrument, basis.result.assessment.pair
    rows = []
    for found in basis.result.findings:
        if found.severity == "info" or any(instrument.item(id).restricted for id in found.items):
            continue  # what is behind restricted powers is their custodian's to look at
        rule = basis.xrays[found.xray]
        rows.append(
            (
                typed(_SEVERITY[found.severity]),
                typed(explaining.finding(found, rule, instrument, pair)),
                typed(rule.do),
            )
        )
    rows = rows or [((), typed("Nothing stands out."), ())]
    head = tuple(map(typed, ("Weight", "What stands out", "What to do")))
    return Table("xrays", head, tuple(rows), (14, 45, 41), "Answers worth a second look")


_SEVERITY = {"warning": "Check first", "notice": "Look again"}


def _steps(clause: Clause, basis: Basis) -> Table:
    rows = []
    for number, slot in enumerate(basis.planned, 1):
        step = slot.step
        lead = basis.owners.get(step.id) or step.leads.rstrip(".")
        lasting = step.duration
        unit = lasting.unit if lasting.high != 1 else lasting.unit.removesuffix("s")
        span = f"{wording.bounds(lasting.low, lasting.high)} {unit}"
        cells = (str(number), step.title, lead, span, PHASE[slot.phase])
        rows.append(tuple(map(typed, cells)))
    if not rows:
        rows = [((), blank("no step is planned yet"), (), (), ())]
    head = tuple(map(typed, ("", "Step", "Who leads", "Takes", "Begins")))
    return Table("steps", head, tuple(rows), (5, 35, 32, 14, 14), "Planned steps; times are planning assumptions")


# ---------------------------------------------------------------- to be filled in


def _contacts(clause: Clause, basis: Basis) -> Table:
    """Return a list of contacts. Here the columns of the clause are the functions, one row each."""
    head = (typed("Function"), *(typed(basis.words.name(voice)) for voice in AGENCIES))
    rows = tuple((fill(name, basis.words), (), ()) for name in clause.columns or _CONTACTS)
    return Table("contacts", head, rows, (34, 33, 33), "Contacts: post or name, number, hours", blank=True)


def _signatures(clause: Clause, basis: Basis) -> Table:
    """Return places to sign. Here the columns of the clause are those who sign."""
    who = clause.columns or ("For {customs}", "For {police}")
    lines = ("Name and title", "Place and date", "Signature")
    rows = tuple(tuple(typed(line) for _ in who) for line in lines)
    return Table("signatures", tuple(fill(name, basis.words) for name in who), rows, (1,) * len(who))


def _blank_rows(clause: Clause, basis: Basis) -> Table:
    """Return a table of blanks; of a clause that names its columns nowhere, one row for each of its sub-items."""
    if not clause.columns and clause.list:
        rows = tuple((fill(wording.capital(item.rstrip(";.")), basis.words), ()) for item in clause.list)
        return Table("blank_rows", (typed("Field"), typed("Entry")), rows, (60, 40), blank=True)
    names = clause.columns or ("Subject", "{customs}", "{police}", "Date", "Remarks")
    head = tuple(fill(name, basis.words) for name in names)
    empty: tuple[Text, ...] = ((),) * len(head)
    widths = tuple(min(max(len(plain(name)), 6), 26) ** 0.5 for name in head)  # more room for longer heads
    return Table("blank_rows", head, (empty,) * (clause.rows or _ROWS), widths, blank=True)


_TABLES: dict[str, Callable[[Clause, Basis], Table]] = {
    "lead_agencies": _lead_agencies,
    "powers": _powers,
    "levels": _levels,
    "requirements": _requirements,
    "xrays": _xrays,
    "steps": _steps,
    "contacts": _contacts,
    "signatures": _signatures,
    "blank_rows": _blank_rows,
}
