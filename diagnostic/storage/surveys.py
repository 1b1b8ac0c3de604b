"""Anonymous surveys: counters alone, which can be read at 10, 20, 30 … replies.

No row, time, order or log entry belongs to a reply. A reading is replaced at every tenth reply, so two
readings never differ by fewer than ten people; the replies since then lie in one sealed block (see
`vault`). Live counters beside the reading would differ from it by those few people, and databases keep
earlier versions of what they store.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, case, delete, func, insert, select, true, update

from diagnostic.answers import AGENCIES, Voice
from diagnostic.storage import courses, erasing, plain, reading, tables, trail
from diagnostic.storage.engine import Database
from diagnostic.storage.records import (
    COOPERATION,
    AlreadyOpen,
    NotStorable,
    Survey,
    SurveyClosed,
    SurveyReading,
    TokenSpent,
    UnknownAssessment,
    UnknownSurvey,
    VaultLocked,
)
from diagnostic.storage.vault import Vault

#: So many replies lie between two readings.
STEP = 10
#: The counter of those who left an item out, so that every item sums up to the replies.
NO_ANSWER = "no_answer"
MOST_TOKENS = 10_000
#: How long a reply waits for others before it leaves the truncation of SQLite's journal to the next one.
_WIPE_SECONDS = 0.25

Cell = tuple[str, str]  # an option of an item
_Row = Row[*tuple[Any, ...]]
_T = TypeVar("_T")

_s = tables.survey.c
_t = tables.survey_token.c
_n = tables.survey_count.c
_SHOWN = (_s.id, _s.assessment_id, _s.voice, _s.version, _s.code, _s.open, _s.kiosk, _s.replies, _s.issued)
_LOCKED = select(tables.survey).where(_s.id == bindparam("id")).with_for_update(key_share=True)
_COUNTS = select(_n.item, _n.option, _n.count).where(_n.survey_id == bindparam("id"))
_TOKEN = select(_t.spent).where(_t.survey_id == bindparam("id"), _t.hash == bindparam("wanted"))
# Every row is written anew at every reply: which was written last would tell the order of the replies.
_SPEND = (
    update(tables.survey_token)
    .where(_t.survey_id == bindparam("id"))
    .values(spent=case((_t.hash == bindparam("wanted"), true()), else_=_t.spent))
)
_FREEZE = (
    update(tables.survey_count)
    .where(_n.survey_id == bindparam("id"), _n.item == bindparam("of"), _n.option == bindparam("chosen"))
    .values(count=bindparam("sum"))
)


class Surveys:
    """All surveys of one database. Safe to share among threads."""

    def __init__(self, database: Database, vault: Vault) -> None:
        """Use a database that `connect` has opened, and the key of the newest replies."""
        self.database = database
        self.vault = vault

    # ------------------------------------------------------------------ the survey

    def open(
        self, assessment_id: str, voice: Voice, *, version: str, options: Mapping[str, Sequence[str]], by: str
    ) -> Survey:
        """Open a survey among the staff of an agency; ``options``: what can be chosen, by item.

        Raises:
            AlreadyOpen: the agency has one that is open.
            NotStorable: a name that cannot be stored, or nothing to choose from.
            UnknownAssessment, VaultLocked: nothing was changed.
        """
        author, cells = plain.author(by), _cells(options)
        if plain.voice(voice) not in AGENCIES:
            raise NotStorable("a survey asks the staff of one agency")
        row: dict[str, Any] = {
            "assessment_id": assessment_id,
            "voice": voice,
            "version": plain.name(version),
            "open": True,
            "kiosk": False,
            "replies": 0,
            "issued": 0,
        }

        def work(connection: Connection) -> Survey:
            courses.stage(connection, assessment_id, voice, COOPERATION)  # those who open take turns
            of = (_s.assessment_id == assessment_id, _s.voice == voice)
            if connection.execute(select(_s.id).where(*of, _s.open)).first():
                name = courses.pair(connection, assessment_id).name(voice)
                raise AlreadyOpen(f"{name} has an open survey. Close it first.")
            self._prepare_key(connection)
            id = str(uuid4())
            row["id"], row["code"] = id, secrets.token_urlsafe(9)
            row["number"] = connection.execute(select(func.count()).select_from(tables.survey).where(*of)).scalar_one()
            connection.execute(insert(tables.survey), row | {"pending": self.vault.seal([0] * len(cells), id)})
            counts = [{"survey_id": id, "item": item, "option": option, "count": 0} for item, option in cells]
            connection.execute(insert(tables.survey_count), counts)
            trail.note(connection, "survey_open", author, trail.now(), assessment_id, {"voice": voice, "survey": id})
            return _survey(connection.execute(select(*_SHOWN).where(_s.id == id)).one())

        return self.database.run(work)

    def get(self, id: str) -> Survey:
        """Return a survey."""
        with self.database.read() as connection:
            row = connection.execute(select(*_SHOWN).where(_s.id == id)).first()
        if row is None:
            raise UnknownSurvey
        return _survey(row)

    def of(self, assessment_id: str, voice: Voice) -> list[Survey]:
        """Return the surveys of an agency, newest first."""
        plain.voice(voice)
        of = (_s.assessment_id == assessment_id, _s.voice == voice)
        with self.database.read() as connection:
            rows = connection.execute(select(*_SHOWN).where(*of).order_by(_s.number.desc())).all()
            if not rows and not reading.records(connection, assessment_id):
                raise UnknownAssessment(assessment_id)
        return [_survey(row) for row in rows]

    def by_code(self, code: str) -> Survey | None:
        """Return the survey with a code in its address, None for an unknown code."""
        with suppress(NotStorable):  # an address may hold anything
            code = plain.name(code)
            with self.database.read() as connection:
                row = connection.execute(select(*_SHOWN).where(_s.code == code)).first()
            return _survey(row) if row is not None else None
        return None

    def set_kiosk(self, id: str, on: bool, by: str) -> None:
        """Let replies come without a link, as on a shared screen, or only with one."""

        def change(connection: Connection, survey: _Row) -> None:
            if survey.kiosk != on:
                _change(connection, id, kiosk=on)
                self._note(connection, survey, "survey_kiosk", author, {"on": on})

        author = plain.author(by)
        self._change_open(id, change)

    def close(self, id: str, by: str) -> None:
        """Take no more replies. Those since the last reading are dropped: they could never be read."""

        def work(connection: Connection) -> None:
            survey = _locked(connection, id)
            if survey.open:
                _change(connection, id, open=False, pending=None)
                self._note(connection, survey, "survey_close", author, {})

        author = plain.author(by)
        self.database.run(work)
        erasing.wipe(self.database, patience=_WIPE_SECONDS)

    # ------------------------------------------------------------------ links

    def issue(self, id: str, number: int, by: str) -> list[str]:
        """Return new tokens for links that can be used once. They are not kept, only their hashes."""
        author = plain.author(by)
        if not 1 <= number <= MOST_TOKENS:
            raise NotStorable(f"between 1 and {MOST_TOKENS:,} links can be made at a time")
        tokens = [secrets.token_urlsafe(16) for _ in range(number)]

        def change(connection: Connection, survey: _Row) -> None:
            spent = {_hash(token): False for token in tokens}
            for hash, was_spent in connection.execute(select(_t.hash, _t.spent).where(_t.survey_id == id)):
                spent[hash] = was_spent
            # All in one order again: which rows came together would tell which links were made together.
            connection.execute(delete(tables.survey_token).where(_t.survey_id == id))
            rows = [{"survey_id": id, "hash": hash, "spent": spent[hash]} for hash in sorted(spent)]
            connection.execute(insert(tables.survey_token), rows)
            _change(connection, id, issued=survey.issued + number)
            self._note(connection, survey, "survey_issue", author, {"number": number})

        self._change_open(id, change)
        return tokens

    def token_open(self, id: str, token: str) -> bool:
        """Whether a link may still be used."""
        usable = (_t.survey_id == _s.id, _s.id == id, _s.open, _t.hash == _hash(token), _t.spent.is_(False))
        with self.database.read() as connection:
            return connection.execute(select(_t.hash).where(*usable)).first() is not None

    # ------------------------------------------------------------------ replies

    def send(self, id: str, reply: Mapping[str, str], *, token: str | None) -> None:
        """Count a reply: an option for each item that is not left out. Nothing else is kept of it.

        Raises:
            SurveyClosed: the survey is closed, or takes no replies without a link.
            TokenSpent: the link was used before, or never was one.
            NotStorable: an item or option is not of this survey. The message does not say which.
            UnknownSurvey, VaultLocked: nothing was changed.
        """

        def count(connection: Connection, survey: _Row) -> None:
            if token is not None:
                _spend(connection, id, token)
            elif not survey.kiosk:
                raise SurveyClosed("This survey takes replies through a personal link only. Open yours.")
            frozen = {(item, option): sum for item, option, sum in connection.execute(_COUNTS, {"id": id})}
            cells = sorted(frozen)
            chosen = _chosen(cells, reply)
            before = zip(cells, self._pending(connection, survey, cells), strict=True)
            pending = [sum + (cell in chosen) for cell, sum in before]
            replies = survey.replies + 1
            if replies % STEP == 0:
                sums = zip(cells, pending, strict=True)
                rows = [{"id": id, "of": c[0], "chosen": c[1], "sum": frozen[c] + added} for c, added in sums]
                connection.execute(_FREEZE, rows)
                pending = [0] * len(cells)
            _change(connection, id, replies=replies, pending=self.vault.seal(pending, id))

        self._change_open(id, count)
        erasing.wipe(self.database, patience=_WIPE_SECONDS)

    def reading(self, id: str) -> SurveyReading | None:
        """Return the counts of all replies up to the last tenth one, None before the first ten."""
        with self.database.read() as connection:
            rows = connection.execute(_COUNTS, {"id": id}).all()
        if not rows:
            raise UnknownSurvey
        counts: dict[str, dict[str, int]] = {}
        for item, option, sum_ in sorted(rows):
            counts.setdefault(item, {})[option] = sum_
        replies = sum(next(iter(counts.values())).values())
        return SurveyReading(replies, counts) if replies else None

    # ------------------------------------------------------------------ steps

    def _pending(self, connection: Connection, survey: _Row, cells: Sequence[Cell]) -> Sequence[int]:
        """Return the counters of the replies since the last reading."""
        since = survey.replies % STEP
        if since == 0:  # nothing waits, so a lost key may be replaced
            self._prepare_key(connection)
            return [0] * len(cells)
        counters = self.vault.open(survey.pending, survey.id)
        sums = dict.fromkeys((item for item, _ in cells), 0)
        for (item, _), sum in zip(cells, counters, strict=False):
            sums[item] += sum
        if len(counters) != len(cells) or set(sums.values()) != {since}:
            raise VaultLocked(
                "Nothing was changed: the replies since the last reading do not fit their number; the database "
                "was changed from outside. Close this survey and open a new one; its readings stay."
            )
        return counters

    def _prepare_key(self, connection: Connection) -> None:
        """Make a key on first use, but not where another survey waits for one that was lost."""
        waiting = select(_s.id).where(_s.open, _s.replies % STEP != 0).limit(1)
        if connection.execute(waiting).first() is None:
            self.vault.make_key()

    def _change_open(self, id: str, change: Callable[[Connection, _Row], None]) -> None:
        def work(connection: Connection) -> None:
            survey = _locked(connection, id)
            if not survey.open:
                raise SurveyClosed("This survey is closed.")
            change(connection, survey)

        self.database.run(work)

    def _note(self, connection: Connection, survey: _Row, action: str, by: str, detail: Mapping[str, Any]) -> None:
        of = {"voice": survey.voice, "survey": survey.id}
        trail.note(connection, action, by, trail.now(), survey.assessment_id, of | dict(detail))


def _locked(connection: Connection, id: str) -> _Row:
    """Return a survey that nobody else changes until the transaction ends."""
    row = connection.execute(_LOCKED, {"id": id}).first()
    if row is None:
        raise UnknownSurvey
    return row


def _change(connection: Connection, id: str, **values: Any) -> None:
    connection.execute(update(tables.survey).where(_s.id == id).values(**values))


def _spend(connection: Connection, id: str, token: str) -> None:
    wanted = {"id": id, "wanted": _hash(token)}
    if connection.execute(_TOKEN, wanted).scalar() is not False:
        raise TokenSpent("This link was used before, or it is not one of this survey. Ask for another.")
    connection.execute(_SPEND, wanted)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _cells(options: Mapping[str, Sequence[str]]) -> list[Cell]:
    """Return all counters in their fixed order."""
    cells = {(plain.item(item), NO_ANSWER) for item in options}
    for item, of_item in options.items():
        if not of_item or len({*of_item, NO_ANSWER}) != len(of_item) + 1:
            raise NotStorable(f"the options of '{item}' must be different, and none may be '{NO_ANSWER}'")
        cells |= {(item, plain.name(option)) for option in of_item}
    if not cells:
        raise NotStorable("a survey needs an item")
    return sorted(cells)


def _chosen(cells: Sequence[Cell], reply: Mapping[str, object]) -> set[Cell]:
    """Return the counters that a reply adds one to. What it says is never repeated, not even as an error."""
    said = {(item, option) for item, option in reply.items() if isinstance(option, str) and option != NO_ANSWER}
    if len(said) != len(reply) or not said <= {*cells}:
        raise NotStorable("This reply does not fit the questions of this survey. Load the page again.")
    answered = dict(said)
    return {(item, answered.get(item, NO_ANSWER)) for item, _ in cells}


def _survey(row: _Row) -> Survey:
    return Survey(*row)
