"""Reading a content folder whole: every file, then what only shows across files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from diagnostic import places
from diagnostic.content import building, building_catalogue, checking, fingerprint, schemas
from diagnostic.content.faults import Fault, Refused
from diagnostic.content.model import Library
from diagnostic.content.strict import Document, read_path

#: What scoring needs: all but advice and drafts, which are the larger part of the content.
_QUESTIONS = ("cooperation", "integrity", "perception", "policies", "xrays", "sources.yaml")


@cache
def questions() -> Library:
    """Return the questionnaires that ship with the package, without steps, programmes and drafts, read once."""
    library, faults = _read(places.data("questionnaires"), only=_QUESTIONS)
    if faults or library is None:
        raise Refused(faults)
    return library


@cache
def shipped() -> Library:
    """Return the content that ships with the package, read once."""
    return load(places.data("questionnaires"))


def load(root: Path) -> Library:
    """Read a content folder.

    Raises:
        Refused: with every fault of every file; nothing is half-loaded.
    """
    library, faults = _read(root)
    if faults or library is None:
        raise Refused(faults)
    return library


def check(root: Path) -> list[Fault]:
    """Return every fault of a content folder, in reading order."""
    return sorted(set(_read(root)[1]))


def _read(root: Path, only: tuple[str, ...] = ()) -> tuple[Library | None, list[Fault]]:
    """Read a folder, or parts of it: then nothing is said of what they refer to elsewhere."""
    documents: dict[Path, Document] = {}
    faults: list[Fault] = []
    files = sorted(
        path
        for path in root.rglob("*.yaml")
        if path.is_file() and (not only or path.relative_to(root).parts[0] in only)
    )
    if not files:
        fault = Fault(str(root), 1, 1, "the folder holds no content", "name a folder like the shipped 'questionnaires'")
        return None, [fault]
    for path in files:
        try:
            document = read_path(path, _label(path))
        except Refused as refused:
            faults.extend(refused.faults)
            continue
        wrong = schemas.faults(document)
        faults.extend(wrong)
        if not wrong:
            documents[path] = document
    faults.extend(checking.check(root, documents, complete=not faults and not only))
    faults.extend(_fingerprints(documents))
    if faults:
        return None, faults
    return _assemble(documents), []


def _label(path: Path) -> str:
    """Name a file relative to where the user stands, when it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _fingerprints(documents: dict[Path, Document]) -> list[Fault]:
    faults = []
    for path, document in documents.items():
        if document.data["format"] not in ("cpdiag-instrument/1", "cpdiag-policy/1"):
            continue
        known = fingerprint.recorded(path.parent)
        if known is not None and known != fingerprint.of(path.parent):
            faults.append(
                document.fault(
                    (),
                    f"the released version {document.data.get('version', document.data['id'])} was changed",
                    "undo the change, or copy the folder to a new version number and change it there",
                )
            )
    return faults


def _assemble(documents: dict[Path, Document]) -> Library:
    of_format: dict[str, list[tuple[Path, Document]]] = {}
    for path, document in documents.items():
        of_format.setdefault(document.data["format"], []).append((path, document))
    instruments = {}
    for path, document in of_format.get("cpdiag-instrument/1", []):
        sections = (documents[path.parent / name].data for name in document.data["sections"])
        built = building.instrument(document.data, sections)
        instruments[(built.id, built.version)] = built
    return Library(
        sources={
            key: source
            for _, document in of_format.get("cpdiag-sources/1", [])
            for key, source in building.sources(document.data).items()
        },
        instruments=instruments,
        policies={d.data["id"]: building.policy(d.data) for _, d in of_format.get("cpdiag-policy/1", [])},
        steps=tuple(step for _, d in of_format.get("cpdiag-steps/1", []) for step in building.steps(d.data)),
        programmes=tuple(
            programme
            for _, d in of_format.get("cpdiag-programmes/1", [])
            for programme in building_catalogue.programmes(d.data)
        ),
        drafts={
            d.data["document"]["id"]: building_catalogue.draft(d.data) for _, d in of_format.get("cpdiag-clauses/1", [])
        },
        xrays={d.data["instrument"]: building.xrays(d.data) for _, d in of_format.get("cpdiag-xrays/1", [])},
    )
