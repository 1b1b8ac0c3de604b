"""Results: the level with its bounds, the profile, what blocks, who holds which power, and every answer behind it."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.answers.answer import AGENCIES
from diagnostic.app import band, findings, markup, matrix, opened, profile_view, requirements, state, trying
from diagnostic.service import assessments, results
from diagnostic.service.desk import Desk
from diagnostic.service.results import Reading

_CHANGE_WORDS = {
    "improved": "improved",
    "worsened": "worsened",
    "unchanged": "unchanged",
    "cannot_tell": "cannot be told",
}


def page() -> None:
    """Draw the result that the person may see."""
    desk = state.desk()
    reading = opened.reading(desk, "Results")
    if reading is None:
        return
    _top(desk, reading)
    _blockers(reading)
    profile_view.draw(reading)
    _powers(reading)
    _self_rating(reading)
    _change(reading)
    findings.section(desk, reading.result.findings, reading.result.instrument, reading.record.pair)
    _method(desk, reading)


def _top(desk: Desk, reading: Reading) -> None:
    record, policy = reading.record, reading.result.policy
    whose = "joint result" if reading.whose == "both" else f"answers of {reading.name}"
    title = "Where the two agencies stand" if reading.whose == "both" else f"Where {reading.name} sees cooperation"
    finding = band.finding(reading.views, policy, reading.name, plural=reading.whose == "both")
    markup.heading(f"{state.title(record)} · {whose} · policy {policy.id}", title, finding)
    options = results.choices(desk, record)
    if len(options) > 1:
        st.session_state["whose_choice"] = reading.whose
        st.segmented_control(
            "Whose answers",
            options=options,
            format_func=lambda option: "Joint result" if option == "both" else record.pair.name(option),
            key="whose_choice",
            required=True,
            on_change=lambda: _choose_whose(),
        )
    else:
        _alone(desk, reading)
    markup.put(band.band(reading.views, policy, reading.target))
    lower = reading.views.claimed.continuum.lower
    level = policy.level(lower)
    markup.put(f"<p><b>{escape(level.name)}.</b> {escape(level.definition)} <span class='meta'>"
             f"{markup.source(level.source, desk.library)}</span></p>")  # fmt: skip


def _choose_whose() -> None:
    st.session_state["whose"] = st.session_state["whose_choice"]
    st.query_params["whose"] = st.session_state["whose_choice"]


def _alone(desk: Desk, reading: Reading) -> None:
    record = reading.record
    other = record.pair.other(reading.whose)
    both = all(record.stages[voice] == "released" for voice in AGENCIES)
    if both:
        markup.put('<p class="meta">Both agencies have released their answers.</p>')
        st.button("Open both agencies’ answers", type="primary", on_click=_open, args=(desk, record.id))
        trying.tell()
        return
    markup.put(
        f'<p class="meta">This is the view of one agency. The joint result appears once {escape(reading.name)} and '
        f"{escape(other)} have submitted and released their answers, on the page Review.</p>"
    )


def _open(desk: Desk, id: str) -> None:
    if trying.attempt(lambda: assessments.open_both(desk, id)):
        st.session_state["whose"] = "both"
        st.query_params.pop("whose", None)


def _blockers(reading: Reading) -> None:
    policy, claimed, evidenced = reading.result.policy, reading.views.claimed, reading.views.evidenced
    following = claimed.continuum.lower + 1
    if following > 5:
        st.header("Nothing holds back a higher level", anchor=False)
        markup.put('<p class="lead">The answers describe the highest level of the continuum.</p>')
    else:
        name = policy.level(following).name.lower()
        st.header(f"What holds back level {following}, {name}", anchor=False)
        requirements.rows(reading, claimed.blockers, "claimed")
    only_evidence = [
        result
        for result in evidenced.requirements
        if result.state != "holds" and result.level <= claimed.continuum.lower and result.state != "waived"
    ]
    if only_evidence:
        st.header("What is claimed but not shown", anchor=False)
        markup.put(
            '<p class="lead">These requirements hold as claimed. What the agencies say they could show does not '
            "support them yet.</p>"
        )
        requirements.rows(reading, only_evidence, "evidenced")
    if st.button("What to do next", type="primary"):
        st.switch_page("app_pages/next_steps.py", query_params=state.address(whose=reading.whose))


def _powers(reading: Reading) -> None:
    st.header("Who holds which power, and can the other reach it?", anchor=False)
    markup.put(
        '<p class="lead">Authority in law is context, not maturity. How the other agency gets the result is rated '
        "only where an agency’s own authority is not full.</p>"
    )
    markup.put(matrix.table(reading))


def _self_rating(reading: Reading) -> None:
    ratings = reading.result.self_ratings
    if not ratings:
        return
    st.header("How the agencies rate the relationship themselves", anchor=False)
    rows = []
    policy = reading.result.policy
    for voice, rating in ratings.items():
        name = escape(reading.record.pair.name(voice))
        if rating.said is None:
            said = "has not rated it (A.18)."
        else:
            said = f"rates it as {policy.level(rating.said).name.lower()}, {wording.level(rating.said)} (A.18). "
            if rating.derived.lower <= rating.said <= rating.derived.upper:
                said += (
                    "Its answers lead to the same level." if rating.derived.known else "Its answers allow this level."
                )
            else:
                said += f"Its answers lead to {wording.span(*rating.derived)}."
        rows.append(
            f"<li><div><b>{name}</b> {said}</div>"
            f"<div class='side'>{markup.track(rating.derived, rating.said)}</div></li>"
        )
    markup.put(f'<ul class="rows">{"".join(rows)}</ul><p class="meta">Outlined: the level they gave. '
             "The self-rating never enters the result.</p>")  # fmt: skip


def _change(reading: Reading) -> None:
    earlier = reading.earlier
    if earlier is None:
        return
    st.header(f"Since the {earlier.round} round", anchor=False)
    titles = {dimension.id: dimension.title for dimension in reading.result.instrument.dimensions}
    groups: dict[str, list[str]] = {}
    for id, changed in earlier.dimensions.items():
        groups.setdefault(changed, []).append(titles[id])
    lines = "".join(
        f"<li><div><b>{escape(wording.capital(_CHANGE_WORDS[changed]))}</b><p>{escape(wording.listing(groups[changed]))}</p></div></li>"
        for changed in _CHANGE_WORDS
        if changed in groups
    )
    before, now = wording.span(*earlier.level.continuum), wording.span(*reading.views.claimed.continuum)
    said = {
        "improved": "higher for certain",
        "worsened": "lower for certain",
        "unchanged": "the same",
        "cannot_tell": "not certain to differ",
    }
    markup.put(
        f"<p>The level was {before} and is {now}, as claimed: {said[earlier.continuum]}.</p>"
        f'<ul class="rows">{lines}</ul><p class="meta">A dimension counts as improved or worsened only where the '
        "bounds of the two rounds do not touch.</p>"
    )


def _method(desk: Desk, reading: Reading) -> None:
    policy = reading.result.policy
    st.header("How this was worked out", anchor=False)
    with st.expander("Rules, requirements and their sources", key="method", on_change="rerun") as opened:
        if not opened.open:
            return
        markup.put(
            f"<p>{escape(policy.description)}</p><p>A missing answer counts as level 1 for the lower bound and as "
            "level 5 for the upper bound. A dimension is as strong as its weakest rated item. A result is withheld "
            "where less than two thirds of its items were answered and its bounds differ. As evidenced, a level "
            "without evidence counts at most as 2, with a document as 3, with a record of use as 4. Where the "
            "agencies differ and have agreed nothing, the lower of the two counts; they are never averaged.</p>"
        )
        for level in policy.levels:
            rows = "".join(
                f"<li><div>{markup.item_name(reading.result.instrument.item(r.item))}: "
                f"at least {wording.level(r.at_least)}"
                f'<p>{escape(r.reading)}</p><p class="meta">{"In the text" if r.basis == "text" else "Derived"}: '
                f"{markup.source(r.source, desk.library)}</p></div></li>"
                for r in level.requirements
            )
            markup.put(
                f"<p><b>{level.level} {escape(level.name)}.</b> {escape(level.definition)}</p>"
                f'<ul class="rows">{rows}</ul>'
            )
        notes = "".join(
            f"<li><div>{escape(note.text)}<p class='meta'>{markup.source(note.source, desk.library)}</p></div></li>"
            for note in policy.notes
        )
        markup.put(f'<ul class="rows">{notes}</ul>')


page()
