"""What is said before question 1 of the integrity self-assessment: who sees what, and where to report instead."""

from __future__ import annotations

from html import escape

from diagnostic.service import integrity
from diagnostic.service.answering import Form
from diagnostic.service.desk import Desk


def who_sees(desk: Desk, form: Form) -> str:
    """Return who sees the self-assessment and where to report, as HTML."""
    own, other = form.record.pair.name(form.voice), form.record.pair.other(form.voice)
    return (
        '<div class="record"><b>Who sees these answers.</b> '
        f"The integrity team and the head of {escape(own)}. Never {escape(other)}, never the committee, also not after "
        "the answers on cooperation were released. To others a safeguard shows only what the head states about it. "
        "Whoever runs the server or holds the database file can read them, and courts, auditors and laws on access to "
        "information may ask for them. It is an agency document, drafted together; taking part is voluntary.</div>"
        '<div class="record"><b>What does not belong here.</b> Names of people, cases, single posts, informants, or '
        "anything that would let a reader guess them. A count is enough.</div>" + reporting(desk, form)
    )


def reporting(desk: Desk, form: Form) -> str:
    """Return that this is no reporting channel, and where to report, as HTML."""
    return where_to_report(integrity.report_to(desk, form.record, form.voice))


def where_to_report(channel: str) -> str:
    """Return the notice for a channel that an administration has set, or has not set yet."""
    if channel:
        where = f'Report here: <span class="pre">{escape(channel)}</span>'
    else:
        where = (
            "The administration has not named its channel here yet (page Staff survey). Use its reporting channel, or "
            "the authority that the country names for it."
        )
    return (
        '<div class="record"><b>This is no channel for reporting wrongdoing or a threat.</b> '
        f"If somebody is in danger, call the emergency services. {where}</div>"
    )
