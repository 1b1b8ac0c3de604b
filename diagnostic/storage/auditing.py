"""Checks the chains of the audit, entry by entry: what was changed, taken out, put in or moved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, select, type_coerce

from diagnostic.storage import tables, trail
from diagnostic.storage.records import AuditCheck, AuditFault

_PAGE = 1000
_t = tables.audit.c
_h = tables.audit_head.c

_Row = Row[*tuple[Any, ...]]


def check(connection: Connection, only: str | None = None) -> AuditCheck:
    """Compute every hash anew, or those of one chain. The connection must see one state of the database."""
    ends, known_ids = select(_h.chain, _h.number, _h.hash), select(tables.assessment.c.id)
    if only is not None:
        ends, known_ids = ends.where(_h.chain == only), known_ids.where(tables.assessment.c.id == only)
    heads = {row.chain: row for row in connection.execute(ends)}
    assessments = connection.execute(known_ids.order_by(tables.assessment.c.id)).scalars().all()
    # Read as text where the database checks no types: what somebody put there must not end the check.
    at = _t.at if connection.dialect.name == "postgresql" else type_coerce(_t.at, Text)
    detail = cast(_t.detail, Text)
    chosen = (
        select(_t.id, at.label("at"), _t.by, _t.action, _t.assessment_id, detail.label("detail"))
        .add_columns(_t.chain, _t.number, _t.hash)
        .order_by(_t.chain, _t.number, _t.id)
        .execution_options(yield_per=_PAGE)
    )
    if only is not None:
        chosen = chosen.where(_t.chain == only)
    faults: list[AuditFault] = []
    seen: set[str] = set()
    entries = 0

    def counted(rows: Iterable[_Row]) -> Iterator[_Row]:
        nonlocal entries
        for row in rows:
            entries += 1
            yield row

    for chain, rows in groupby(counted(connection.execute(chosen)), key=attrgetter("chain")):
        seen.add(chain)
        faults += _faults(chain, rows, heads.get(chain))
    for chain in sorted({*heads} - seen):
        faults += _faults(chain, (), heads[chain])
    faults += [AuditFault(id, 1, "the whole chain is missing") for id in assessments if id not in seen | {*heads}]
    known = {chain: head.hash for chain, head in sorted(heads.items()) if head.number}
    return AuditCheck(entries, len(seen | {*known}), tuple(faults), known)


def _faults(chain: str, rows: Iterable[_Row], head: _Row | None) -> Iterator[AuditFault]:
    number, hash, id = 0, "", 0
    for row in rows:
        try:
            if row.number <= number:
                yield AuditFault(chain, row.number, "this entry was put in")
                continue
            if row.number > number + 1:
                yield _missing(chain, number + 1, row.number - 1)
            elif trail.chain_of(row.assessment_id) != chain or _link(hash, row) != row.hash:
                yield AuditFault(chain, row.number, "this entry, or the one before it, was changed")
            elif row.id < id:
                yield AuditFault(chain, row.number, "this entry was moved before another")
            number, hash, id = row.number, row.hash, row.id
        except (TypeError, ValueError):
            yield AuditFault(chain, number + 1, "this entry cannot be read")
            hash = row.hash
            number += 1
    if head is None:
        yield AuditFault(chain, number, "the end of the chain is not noted")
    elif head.number > number:
        yield _missing(chain, number + 1, head.number)
    elif head.number < number:
        yield AuditFault(chain, head.number + 1, "this entry was put in after the end")
    elif head.hash != hash:
        yield AuditFault(chain, number, "this entry is not the last one that was noted")


def _missing(chain: str, first: int, last: int) -> AuditFault:
    return AuditFault(chain, first, "this entry is missing" if first == last else f"entries up to {last} are missing")


def _link(previous: str, row: _Row) -> str:
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at).replace(tzinfo=UTC)
    return trail.link(previous, row.number, at, row.by, row.action, row.assessment_id, json.loads(row.detail))
