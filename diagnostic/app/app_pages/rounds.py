"""Rounds: how the level went, what changed since the last round, what came of what was decided, and the next round."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers.answer import AGENCIES
from diagnostic.app import markup, opened, state, trying
from diagnostic.comparison import rounds as changing
from diagnostic.comparison import versions
from diagnostic.comparison.rounds import Moved, RoundChange
from diagnostic.service import results, rounds
from diagnostic.service.committee import STATUSES
from diagnostic.service.desk import Desk
from diagnostic.service.results import Reading
from diagnostic.service.rounds import Outcome, Point, Rehearsal

#: How many questions are listed before the rest must be asked for.
_MANY = 12


def page() -> None:
    """Draw the rounds of the pair whose assessment is open."""
    desk = state.desk()
    reading = opened.reading(desk, "Rounds")
    if reading is None:
        return
    record = reading.record
    found = rounds.changes(desk, record, reading.whose)
    points = rounds.course(desk, record, reading.whose)
    whose = "joint result" if reading.whose == "both" else f"answers of {reading.name}"
    markup.heading(f"{state.title(record)} · {whose}, as claimed", "Rounds", _finding(reading, found, points))
    _whose(desk, reading)
    _course(reading, points)
    if found is not None:
        _dimensions(found)
        _items(found)
    _outcomes(rounds.outcomes(desk, record, found), found)
    if desk.allowed("create", None, record):
        _next(desk, reading)


def _finding(reading: Reading, found: RoundChange | None, points: list[Point]) -> str:
    if found is not None:
        return changing.sentence(found.continuum, found.old_round)
    if len(points) > 1:
        return "The round before cannot be compared: its answers are not open to you."
    return f"{reading.record.round} is the first round of this pair of agencies."


def _whose(desk: Desk, reading: Reading) -> None:
    options = results.choices(desk, reading.record)
    if len(options) > 1:
        st.session_state["whose_choice"] = reading.whose
        st.segmented_control(
            "Whose answers",
            options=options,
            format_func=lambda option: "Joint result" if option == "both" else reading.record.pair.name(option),
            key="whose_choice",
            required=True,
            on_change=_choose_whose,
        )


def _choose_whose() -> None:
    st.session_state["whose"] = st.session_state["whose_choice"]
    st.query_params["whose"] = st.session_state["whose_choice"]


def _course(reading: Reading, points: list[Point]) -> None:
    st.header("The level in each round", anchor=False)
    rows = []
    for point in points:
        here = point.record.id == reading.record.id
        name = f"<b>{escape(point.record.round)}</b>" if here else escape(point.record.round)
        if point.pair is None:
            said, drawn = "Not open to you, or not answered", ""
        else:
            said, drawn = wording.capital(wording.span(*point.pair)), markup.track(point.pair)
        rows.append(f"<li><div>{name}<p>{escape(said)}</p></div><div class='side'>{drawn}</div></li>")
    markup.put(
        f'<ul class="rows">{"".join(rows)}</ul><p class="meta">Filled: certain. Hatched: possible, because answers are '
        "missing.</p>"
    )


def _dimensions(found: RoundChange) -> None:
    st.header(f"Dimensions since {found.old_round}", anchor=False)
    _moved(found.dimensions, found)
    markup.put(
        '<p class="meta">Improved or worsened is said only where the bounds of the two rounds do not touch; unchanged '
        "only where both are the same known level.</p>"
    )


def _items(found: RoundChange) -> None:
    st.header(f"Questions since {found.old_round}", anchor=False)
    moved = [*found.of("worsened"), *found.of("improved")]
    markup.put(f'<p class="lead">{escape(changing.in_words(found)[1])}</p>')
    _moved(moved[:_MANY], found)
    rest = [*moved[_MANY:], *found.of("cannot_tell"), *found.of("unchanged")]
    if rest:
        part = st.expander(
            f"{wording.capital(wording.count(len(rest), 'more question'))}", key="more", on_change="rerun"
        )
        if part.open:
            with part:
                _moved(rest, found)


def _moved(all_of_them: Iterable[Moved], found: RoundChange) -> None:
    rows = []
    for one in all_of_them:
        then = f"<span class='meta'>{escape(found.old_round)}</span> {markup.track(one.old)}" if one.old else ""
        now = f"<span class='meta'>{escape(found.new_round)}</span> {markup.track(one.new)}" if one.new else ""
        said = escape(changing.sentence(one, found.old_round))
        rows.append(f"<li><div>{said}</div><div class='side then'>{then}{now}</div></li>")
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>')


def _outcomes(all_of_them: tuple[Outcome, ...], found: RoundChange | None) -> None:
    if not all_of_them:
        return
    st.header("What was decided, and what came of it", anchor=False)
    rows = []
    for outcome in all_of_them:
        decision = outcome.decision
        done = [f"{escape(action.text)} ({STATUSES[action.status].lower()})" for action in outcome.actions]
        moved = [escape(changing.sentence(one, found.old_round)) for one in outcome.moved] if found else []
        lines = [f"<p>Actions: {'; '.join(done)}.</p>"] if done else []
        lines += [f"<p>{sentence}</p>" for sentence in moved]
        if not moved:
            lines.append('<p class="meta">No question was linked to this decision that both rounds asked.</p>')
        rows.append(f"<li><div><b>{escape(decision.number)}</b> {escape(decision.text)}{''.join(lines)}</div></li>")
    markup.put(
        f'<ul class="rows">{"".join(rows)}</ul><p class="meta">What changed after a decision need not have changed '
        "because of it.</p>"
    )


# ---------------------------------------------------------------- the next round


def _next(desk: Desk, reading: Reading) -> None:
    record = reading.record
    if results.rounds_of(desk, record)[-1].id != record.id:
        return  # there is a later one
    st.header("Start the next round", anchor=False)
    rehearsal = rounds.rehearse(desk, record.id)
    markup.put(
        "<p>A new round asks every question again. What an agency answered in this round is offered to it beside "
        "the question, and counts only once somebody confirms or changes it. Nothing of this round is changed.</p>"
        f'<ul class="rows">{"".join(_rehearsed(rehearsal))}</ul>'
    )
    _versions(rehearsal)
    with st.form("next_round", border=False):
        name = st.text_input("Name of the new round", max_chars=40, placeholder="Usually the year")
        sent = st.form_submit_button("Start the round", type="primary")
    trying.tell("round")
    if sent:
        made: list[str] = []
        if trying.attempt(lambda: made.append(rounds.start(desk, record.id, name)), "round"):
            state.choose(made[0])
            st.switch_page("app_pages/questions.py", query_params=state.address())
        trying.tell("round")


def _rehearsed(rehearsal: Rehearsal) -> Iterable[str]:
    for voice in AGENCIES:
        count = rehearsal.offered[voice]
        name = escape(rehearsal.record.pair.name(voice))
        said = (
            "its answers are not open to you" if count is None else f"{wording.count(count, 'answer')} will be offered"
        )
        yield f"<li><div><b>{name}</b>: {said}.</div></li>"


def _versions(rehearsal: Rehearsal) -> None:
    change, old = rehearsal.change, rehearsal.record.instruments["cooperation"]
    if old == rehearsal.version:
        markup.put(f'<p class="meta">The questionnaire stays the same: {escape(old)}.</p>')
        return
    markup.put(
        f"<p>The questionnaire goes from {escape(old)} to {escape(rehearsal.version)}. Answers to questions that ask "
        "the same are offered; changed and new questions are asked anew; those that are gone stay in this round.</p>"
    )
    sentences = versions.in_words(change)
    with st.expander("What changes in the questionnaire", key="versions"):
        markup.put(f'<ul class="rows">{"".join(f"<li><div>{escape(one)}</div></li>" for one in sentences)}</ul>')


page()
