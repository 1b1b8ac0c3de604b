"""The assessment file: read with every fault named by line and column, written so that it reads back equal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from diagnostic.answers.answer import VOICES, Answer, from_data, problems
from diagnostic.answers.assessment import AgencyPair, Assessment, is_country
from diagnostic.content import schemas
from diagnostic.content.faults import Fault, Refused
from diagnostic.content.model import Instrument, Item, Library
from diagnostic.content.strict import Document, read_bytes, read_path

FORMAT = "cpdiag/1"
_CODE = re.compile(r"[A-Z]{3}")


def read(path: Path, library: Library) -> Assessment:
    """Read an assessment file of YAML or JSON.

    Raises:
        Refused: with every fault; nothing is half-loaded.
    """
    return from_document(read_path(path), library)


def read_upload(raw: bytes, name: str, library: Library) -> Assessment:
    """Read the bytes of a file that a user handed over; see `read`."""
    return from_document(read_bytes(raw, name), library)


def from_document(document: Document, library: Library) -> Assessment:
    """Check a document and build the assessment from it; see `read`."""
    faults = check(document, library)
    if faults:
        raise Refused(faults)
    data = document.data
    return Assessment(
        id=data.get("id"),
        country=data["country"],
        pair=AgencyPair(**data.get("pair", {})),
        round=data["round"],
        target=data.get("target"),
        context=data.get("context", {}),
        instruments=data["instruments"],
        voices={voice: _answers(data["voices"][voice] or {}) for voice in VOICES if voice in data.get("voices", {})},
    )


def _answers(said: Mapping[str, Any]) -> dict[str, Answer]:
    answers = {item: from_data(data) for item, data in said.items()}
    return {item: answer for item, answer in answers.items() if not answer.empty}


def check(document: Document, library: Library) -> list[Fault]:
    """Return every fault of an assessment document: one reading of the list is enough to mend them all."""
    faults = schemas.faults(document, FORMAT)
    data = document.data
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        return faults
    country = data.get("country")
    if isinstance(country, str) and _CODE.fullmatch(country) and not is_country(country):
        message = f"'{country}' is no country code"
        remedy = "write an ISO 3166-1 alpha-3 code such as FRA, or XXA to XXZ for a fictional administration"
        faults.append(document.fault(("country",), message, remedy))
    named = data.get("instruments")
    before = len(faults)
    instruments = list(_instruments(document, named, library, faults)) if isinstance(named, dict) else []
    if not instruments or len(faults) > before:
        return faults  # without its questionnaire no answer can be judged
    dimensions = [dimension.id for instrument in instruments for dimension in instrument.dimensions]
    target = data.get("target")
    for key in target if isinstance(target, dict) else ():
        if key not in dimensions:
            remedy = schemas.nearest(key, dimensions)
            faults.append(document.fault(("target", key), f"unknown dimension '{key}'", remedy, at_key=True))
    items = {item.id: item for instrument in instruments for item in instrument.items}
    voices = data.get("voices")
    for voice, answers in voices.items() if isinstance(voices, dict) else ():
        if voice in VOICES and isinstance(answers, dict):
            faults += _voice(document, voice, answers, items)
    return faults


def _instruments(
    document: Document, named: Mapping[str, Any], library: Library, faults: list[Fault]
) -> Iterator[Instrument]:
    known = {name for name, _ in library.instruments}
    for id, version in named.items():
        if id not in known:
            remedy = schemas.nearest(id, sorted(known))
            faults.append(document.fault(("instruments", id), f"unknown instrument '{id}'", remedy, at_key=True))
        elif not isinstance(version, str):
            continue  # the schema has said so
        elif (id, version) not in library.instruments:
            remedy = schemas.nearest(version, library.versions(id))
            message = f"unknown version '{version}' of the instrument '{id}'"
            faults.append(document.fault(("instruments", id), message, remedy))
        else:
            yield library.instrument(id, version)


def _voice(document: Document, voice: str, answers: Mapping[str, Any], items: Mapping[str, Item]) -> Iterator[Fault]:
    for id, said in answers.items():
        path = ("voices", voice, id)
        if id not in items:
            yield document.fault(path, f"unknown item '{id}'", schemas.nearest(id, list(items)), at_key=True)
            continue
        for below, message, remedy in problems(items[id], voice, said):
            yield document.fault(
                (*path, *below),
                message,
                remedy,
                at_key=message.startswith(("unknown key", "unknown area", "unknown field")),
            )


def to_data(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as plain data in the shape and order of the file."""
    data: dict[str, Any] = {"format": FORMAT}
    if assessment.id:
        data["id"] = assessment.id
    data["country"] = assessment.country
    data["pair"] = {"customs": assessment.pair.customs, "police": assessment.pair.police}
    data["round"] = assessment.round
    if assessment.target is not None:
        data["target"] = _plain(assessment.target)
    if assessment.context:
        data["context"] = _plain(assessment.context)
    data["instruments"] = dict(assessment.instruments)
    data["voices"] = {
        voice: {item: _plain(answer.to_data()) for item, answer in said.items() if not answer.empty}
        for voice, said in assessment.voices.items()
    }
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def write_text(assessment: Assessment) -> str:
    """Return the text of an assessment file: YAML that `read` turns into an equal assessment."""
    return yaml.dump(to_data(assessment), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """Writes each answer in one flow mapping, as people do."""


def _mapping(dumper: _Dumper, data: dict[str, Any]) -> yaml.Node:
    node = dumper.represent_mapping("tag:yaml.org,2002:map", data)
    answer = any(key in data for key in ("level", "value", "state", "authority", "frequency"))
    node.flow_style = answer or (bool(data) and all(not isinstance(part, dict | list) for part in data.values()))
    if "format" in data:
        node.flow_style = False
    return node


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    # Signs that YAML takes for line ends must be escaped, or they come back as spaces.
    style = '"' if any(sign in text for sign in "\x7f\x85\u2028\u2029\ufeff") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(str, _text)


def empty_text(country: str, round: str, instrument: Instrument, library: Library) -> str:
    """Return an empty file that explains itself: each question with what may be answered, as comments."""
    policy = library.policy_of(instrument)
    own = instrument.disclosure == "agency"
    lines = [
        f"# {instrument.title}: an empty assessment file.",
        f"# Fill in the braces, for example  {instrument.items[0].id}: "
        "{level: 3, scope: national, evidence: document}",
        "# States instead of a level: {state: dont_know}, insufficient_evidence, declined,",
        '# {state: prohibited_by_law, reason: "…"}, and where it may be: {state: not_applicable, reason: "…"}.',
        "# scope: one_site, operations_only, main_sites, national.",
        "# evidence: assertion, document, record_of_use, independently_checked.",
        "# Further keys: comment, link, discuss, legal_ceiling. Leave {} where there is no answer yet.",
        f"# Levels: {', '.join(f'{level.level} {level.name.lower()}' for level in policy.levels)}.",
        f"format: {FORMAT}",
        f"country: {country}",
        'pair: {customs: "Customs", police: "Police"}',
        f"round: {_quoted(round)}",
        *(["# target: 3"] if not own else []),
        f"instruments: {{{instrument.id}: {instrument.version}}}",
        "voices:",
        *(
            ["  # One agency's own document: write police instead of customs where it is that of police."]
            if own
            else []
        ),
    ]
    for number, voice in enumerate(("customs",) if own else ("customs", "police")):
        lines.append(f"  {voice}:")
        for item in instrument.items:
            lines += _item_comment(item) if number == 0 else []
            lines.append(f"    {item.id}: {{}}")
    return "\n".join(lines) + "\n"


def _item_comment(item: Item) -> Iterator[str]:
    beside = item.code or (f"{item.added_to} (addition)" if item.added_to else "")
    yield f"    # {beside} {item.name}".replace("#  ", "# ")
    yield f"    #   {item.question}"
    for statement in item.statements:
        yield f"    #   {statement.level} · {statement.text}"
    if item.areas:
        yield "    #   {value: {" + ", ".join(f"{area.id}: full" for area in item.areas[:2]) + ", …}}"
        yield f"    #   areas: {', '.join(area.id for area in item.areas)}; each full, partial or none"
    elif item.kind == "power":
        yield (
            "    #   {value: {authority: full, partial or none, limits: ["
            + ", ".join(x.id for x in item.limits)
            + "]}}"
        )
    for field in item.fields:
        options = ", ".join(choice.id for choice in field.choices)
        shown = {"one": f"one of {options}", "many": f"any of [{options}]", "text": "text"}[field.type]
        yield f"    #   value: {{{field.id}: …}}  {shown}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
