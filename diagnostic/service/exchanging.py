"""Two agencies, each with its own copy of the program: fingerprints first, then bundles, checked on opening.

Neither can look before the other has committed itself: a fingerprint tells nothing of the answers, and whoever has
given one cannot change them any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from diagnostic.answers import file
from diagnostic.answers.answer import AGENCIES, Voice
from diagnostic.answers.sealing import from_text, in_groups
from diagnostic.exchange import bundle as bundles
from diagnostic.exchange.bundle import Bundle
from diagnostic.service.desk import COOPERATION, Desk
from diagnostic.storage import Record


class ExchangeRefused(Exception):
    """The exchange cannot go on like this. The message is for the user; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where an exchange between two copies stands, seen from one agency.

    ``own``, ``theirs``: fingerprints, None while there is none. ``arrived``: the other agency's answers are here.
    ``together``: both agencies work in this copy, and nothing has to be exchanged.
    """

    voice: Voice
    other: Voice
    own: str | None
    theirs: str | None
    arrived: bool
    together: bool


@dataclass(frozen=True, slots=True)
class OpenedSeal:
    """The seal of a release, disclosed once both are open. ``whole``: the answers released still fit it."""

    voice: Voice
    fingerprint: str
    nonce: str
    whole: bool


def opened_seals(desk: Desk, record: Record) -> tuple[OpenedSeal, ...]:
    """Return the seals of both releases, for those who may read both agencies' answers; nothing before they are open.

    Assessments released before there were seals have none.
    """
    if not all(record.stages[voice] == "opened" and desk.allowed("read_answers", voice, record) for voice in AGENCIES):
        return ()
    found = []
    for voice in AGENCIES:
        release = desk.store.release(record.id, voice)
        if release is not None and release.nonce is not None:
            whole = bool(desk.store.verify_release(record.id, voice, shared=desk.shared))
            found.append(OpenedSeal(voice, release.fingerprint, release.nonce, whole))
    return tuple(found)


def standing(desk: Desk, record: Record) -> Exchange:
    """Return where the exchange stands."""
    voice = desk.acting(record)
    desk.require("exchange", voice, record)
    other: Voice = "police" if voice == "customs" else "customs"
    mine, theirs = desk.store.release(record.id, voice), desk.store.release(record.id, other)
    received = theirs is not None and theirs.received
    return Exchange(
        voice=voice,
        other=other,
        own=mine.fingerprint if mine is not None else None,
        theirs=theirs.fingerprint if theirs is not None else None,
        arrived=theirs is not None and theirs.nonce is not None,
        together=theirs is not None and not received,
    )


def invitation(desk: Desk, id: str) -> str:
    """Return the assessment file without a single answer, from which the other agency starts its own copy."""
    record = desk.record(id)
    desk.require("exchange", desk.acting(record), record)
    empty = replace(desk.view(record, ()).assessment, voices={})
    return file.write_text(empty)


def note_fingerprint(desk: Desk, id: str, text: str) -> None:
    """Record the fingerprint that the other agency has told.

    Raises:
        ExchangeRefused: it is none, or it is one's own.
        MoveRefused: the other agency answers in this copy.
    """
    record = desk.record(id)
    now = standing(desk, record)
    fingerprint = from_text(text)
    if fingerprint is None:
        raise ExchangeRefused("A fingerprint has 64 digits and letters from a to f. Copy it whole.")
    if fingerprint == now.own:
        raise ExchangeRefused("This is the fingerprint of your own answers. Enter that of the other agency.")
    desk.store.receive_fingerprint(id, now.other, fingerprint, by=desk.by)


def bundle(desk: Desk, id: str, passphrase: str = "") -> bytes:
    """Return the own released answers for the other agency's copy.

    Raises:
        ExchangeRefused: not yet released, or the other agency has not committed itself yet.
        BundleRefused: the passphrase is too short.
    """
    record = desk.record(id)
    now = standing(desk, record)
    mine = desk.store.release(id, now.voice)
    if mine is None or mine.nonce is None:
        raise ExchangeRefused("Release your agency’s answers first.")
    if now.theirs is None:
        name = record.pair.name(now.other)
        raise ExchangeRefused(f"First record the fingerprint of {name}: then neither can change what it has released.")
    released = desk.store.released(id, now.voice)
    said = {item: desk.shared(item, answer) for item, answer in released.voices.get(now.voice, {}).items()}
    shared = replace(
        released, voices={now.voice: said}, instruments={COOPERATION: record.instruments[COOPERATION]}, target=None
    )
    raw = bundles.write(Bundle(replace(shared, context={}), now.voice, mine.fingerprint, mine.nonce), passphrase)
    desk.store.audit("bundle", by=desk.by, id=id, detail={"voice": now.voice, "encrypted": bool(passphrase)})
    return raw


def receive(desk: Desk, id: str, raw: bytes, name: str, passphrase: str = "") -> None:
    """Take the other agency's answers from its bundle, if they are those whose fingerprint was recorded.

    Raises:
        BundleRefused, Refused, ExchangeRefused, SealBroken: nothing was changed.
    """
    record = desk.record(id)
    now = standing(desk, record)
    found = bundles.read(raw, name, desk.library, passphrase)
    if found.voice != now.other:
        raise ExchangeRefused(f"This bundle holds the answers of {record.pair.name(found.voice)}, your own agency.")
    if found.assessment.id != id:
        raise ExchangeRefused("This bundle belongs to another assessment or round.")
    if now.own is None:
        raise ExchangeRefused("Release your agency’s answers first: nobody may see the others’ before.")
    if now.theirs is None:
        told = in_groups(found.fingerprint)
        raise ExchangeRefused(
            f"First record the fingerprint that {record.pair.name(now.other)} told you on another way than this file. "
            f"This file claims {told}."
        )
    answers = found.assessment.voices.get(now.other, {})
    desk.store.receive_answers(id, now.other, answers, found.nonce, by=desk.by, note=f"received in {name}")
