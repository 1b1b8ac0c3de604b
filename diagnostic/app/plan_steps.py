"""The steps of a plan, in order, each with its reason; what the plan does without, and what it cannot reach."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from diagnostic import wording
from diagnostic.advice import needs
from diagnostic.advice.needs import Wanted
from diagnostic.advice.plan import LEGAL_REFORM
from diagnostic.answers import labels
from diagnostic.app import details, markup, plan_view, programmes_view, state, step_view, trying
from diagnostic.charts.timeline import running
from diagnostic.content.model import Item, Range, Step
from diagnostic.service import planning
from diagnostic.service.desk import Desk
from diagnostic.service.planning import Asked, Planning
from diagnostic.service.results import Reading

#: Questions that are shown at once; the others stand behind an expander.
_FIRST = 3


# ---------------------------------------------------------------- answer first


def answer_first(planned: Planning) -> None:
    """Draw the questions whose answer would shorten the plan most."""
    shortcuts, reading = planned.plan.shortcuts, planned.reading
    if not shortcuts:
        return
    st.header("Answer first", anchor=False)
    markup.put('<p class="lead">The plan relies on nothing that is not known. An answer may shorten it.</p>')
    for place, shortcut in enumerate(shortcuts[:_FIRST]):
        _question(reading, shortcut.item, shortcut.at_least, shortcut.steps, place)
    if len(shortcuts) > _FIRST:
        with st.expander(
            f"Other questions ({len(shortcuts) - _FIRST})", key="more_shortcuts", on_change="rerun"
        ) as more:
            if more.open:
                for place, shortcut in enumerate(shortcuts[_FIRST:], _FIRST):
                    _question(reading, shortcut.item, shortcut.at_least, shortcut.steps, place)


def _question(reading: Reading, id: str, level: int, steps: int, place: int) -> None:
    item = reading.result.instrument.item(id)
    if steps > 0:
        saved = f"{wording.count(steps, 'step')} {'is' if steps == 1 else 'are'} saved"
    else:
        saved = "the plan takes less, with as many steps" if steps == 0 else "the plan takes less, in more steps"
    pair = reading.views.claimed.outcomes[id].pair
    markup.put(
        f'<ul class="rows"><li><div>Answer {markup.item_name(item)} first: if it is at {wording.level(level)} '
        f'already, {saved}.<p class="meta">{escape(details.said_by(reading, item))}</p></div>'
        f'<div class="side">{markup.track(pair, level)}</div></li></ul>'
    )
    with st.container(key=f"shortcut_{place}"):
        link(reading, item)


def link(reading: Reading, item: Item) -> None:
    """Draw the way to a question, for the agency whose answer is missing."""
    st.page_link(
        "app_pages/questions.py",
        label=f"Open the question {item.code or item.name}",
        query_params={**state.address(item=item.id), "as": details.silent(reading, item.id)},
    )


# ---------------------------------------------------------------- the steps


def glance(planned: Planning) -> None:
    """Draw the whole plan in one view, before each step is told."""
    months = {slot.step.id: running(slot) for slot in planned.slots}
    rows = "".join(
        f"<li><div>{place}. <b>{escape(step.title)}</b></div>"
        f'<div class="side">{step_view.span(planned.assumed(step)[0])}, {months[step.id]}</div></li>'
        for place, step in enumerate(planned.steps, 1)
    )
    st.header("The plan at a glance", anchor=False)
    markup.put(f'<ul class="rows glance">{rows}</ul>')


def steps(desk: Desk, planned: Planning, *, changing: bool) -> None:
    """Draw the steps in order."""
    st.header("Steps, in order", anchor=False)
    markup.put(
        '<p class="lead">Effort, duration and political difficulty are planning assumptions of the toolkit authors; '
        "no source states a norm. You can edit them under each step.</p>"
    )
    for place, step in enumerate(planned.steps, 1):
        _step(desk, planned, step, place, changing)


def _step(desk: Desk, planned: Planning, step: Step, place: int, changing: bool) -> None:
    tags = [plan_view.KINDS.get(step.kind, step.kind)]
    if step.handbook_box:
        tags.append(f"Handbook {step.handbook_box}")
    if step.id in planned.asked.wishes.pinned:
        tags.append("Added by you")
    if planned.states.get(step.id, planning.StepState()).status == "started":
        tags.append("Started")
    with st.container(key=f"listed_step_{step.id}"):
        markup.put(
            f'<p class="meta">{escape(" · ".join(tags))}</p>'
            f'<p class="atitle">{place}. {escape(step.title)}</p>'
            f"<p>{escape(step.delivers)}</p>"
            + _why(planned, step)
            + plan_view.assumptions(planned, step)
            + f'<p class="meta">Source: {markup.sources(step.sources, desk.library)}.</p>'
        )
        with st.expander("How to go about it", key=f"how_{step.id}", on_change="rerun") as opened:
            if opened.open:
                markup.put(
                    f"<p>{escape(step.why)}</p>"
                    + step_view.how(step, desk.library)
                    + step_view.limits(step, desk.library)
                    + programmes_view.listing(desk.library, step)
                )
                if changing:
                    _edit(desk, planned, step)
        if changing:
            with st.container(horizontal=True, gap="small", key=f"acts_{step.id}"):
                if step.id in planned.asked.wishes.pinned:
                    st.button("Take out again", key=f"unpin_{step.id}", on_click=unpin, args=(desk, planned, step.id))
                else:
                    st.button("Leave out", key=f"out_{step.id}", on_click=leave_out, args=(desk, planned, step.id))
                st.button("Already done", key=f"done_{step.id}", on_click=_done, args=(desk, planned, step.id))
        trying.tell(f"step_{step.id}")


def _why(planned: Planning, step: Step) -> str:
    """Return the reasons for a step: what it lifts towards the target, what it prepares, what it follows; as HTML."""
    lines = [_lifting(planned, step, want) for want in planned.plan.meets[step.id]]
    prepares, after = planned.prepares(step), planned.after(step)
    if step.id == LEGAL_REFORM and planned.plan.law:
        names = [labels.title(planned.reading.result.instrument.item(want.item)) for want in planned.plan.law]
        lines.insert(0, f"The law stands against what is wanted of {escape(wording.listing(names))}, as answered.")
    if not lines and not prepares:
        lines.append("You asked for it; the target does not.")
    place = [f"It prepares {numbered(planned, prepares)}."] if prepares else []
    if after:
        place.append(f"It comes after {numbered(planned, after)}.")
    if place:
        lines.append(" ".join(place))
    return f"<p><b>Why.</b> {lines[0]}</p>" + "".join(f"<p>{line}</p>" for line in lines[1:])


def numbered(planned: Planning, steps: tuple[Step, ...]) -> str:
    """Return ``steps 1 and 3``."""
    numbers = wording.listing([str(place) for place, step in enumerate(planned.steps, 1) if step in steps])
    return f"step{'' if len(steps) == 1 else 's'}{wording.NBSP}{numbers}"


def _lifting(planned: Planning, step: Step, want: Wanted) -> str:
    reading = planned.reading
    item = reading.result.instrument.item(want.item)
    to = max(lift.to for lift in step.lifts if lift.item == want.item)
    pair = planned.profile.outcomes[want.item].pair
    now = wording.span(*pair) if pair else "not rated"
    asks = asking(reading, want)
    asked = f"as {asks}" if to == want.at_least else f"and {asks} for {wording.level(want.at_least)}"
    said = (
        f"It brings {markup.item_name(item)} to {wording.level(to)}, {escape(asked)}; now it is at {now}. "
        f"{escape(details.said_by(reading, item))}"
    )
    return said + (" The law has to be changed first." if want.law else "")


def asking(reading: Reading, want: Wanted) -> str:
    """Return who asks for what is wanted: ``coordination asks``, ``the level set for Training asks``."""
    if want.dimension:
        titles = {dimension.id: dimension.title for dimension in reading.result.instrument.dimensions}
        return f"the level set for {titles[want.dimension]} asks"
    names = [reading.result.policy.level(level).name.lower() for level in sorted(want.levels)]
    return f"{wording.listing(names)} {'asks' if len(names) == 1 else 'ask'}"


# ---------------------------------------------------------------- wishes about one step


def _edit(desk: Desk, planned: Planning, step: Step) -> None:
    """Draw the planning assumption of a step, to be edited."""
    reading = planned.reading
    markup.put("<p><b>Effort and duration, as you assume them</b></p>")
    units = {"person_days": "person-days", "weeks": "weeks", "months": "months"}
    with st.container(horizontal=True, gap="small", key=f"assume_{step.id}"):
        for part, now in zip(("effort", "duration"), planned.assumed(step), strict=True):
            for side in ("low", "high"):
                key = f"{part}_{side}_{reading.record.id}_{reading.whose}_{step.id}"
                st.session_state[key] = getattr(now, side)
                st.number_input(
                    f"{wording.capital(part)}, {'from' if side == 'low' else 'to'} ({units[now.unit]})",
                    min_value=0,
                    max_value=planning.MOST,
                    key=key,
                    on_change=_assume,
                    args=(desk, planned, step, part, side, key),
                    width=210,
                )
    if step.id in planned.asked.wishes.ranges:
        st.button(
            "Take the catalogue’s figures again", key=f"reset_{step.id}", on_click=_reset, args=(desk, planned, step.id)
        )


def _assume(desk: Desk, planned: Planning, step: Step, part: str, side: str, key: str) -> None:
    number = st.session_state[key]
    if number is None:
        return

    def change(asked: Asked) -> Asked:
        effort, duration = asked.wishes.ranges.get(step.id, (step.effort, step.duration))
        if part == "effort":
            effort = _moved(effort, side, int(number))
        else:
            duration = _moved(duration, side, int(number))
        ranges = {**asked.wishes.ranges, step.id: (effort, duration)}
        if ranges[step.id] == (step.effort, step.duration):
            del ranges[step.id]
        return replace(asked, wishes=replace(asked.wishes, ranges=ranges))

    plan_view.alter(desk, planned.reading, change, f"step_{step.id}")


def _moved(now: Range, side: str, to: int) -> Range:
    """Return a range with one end moved; the other end gives way."""
    if side == "low":
        return Range(to, max(to, now.high), now.unit)
    return Range(min(to, now.low), to, now.unit)


def _reset(desk: Desk, planned: Planning, step: str) -> None:
    def change(asked: Asked) -> Asked:
        ranges = {id: ranges for id, ranges in asked.wishes.ranges.items() if id != step}
        return replace(asked, wishes=replace(asked.wishes, ranges=ranges))

    plan_view.alter(desk, planned.reading, change, f"step_{step}")


def leave_out(desk: Desk, planned: Planning, step: str) -> None:
    """Leave a step out, in a callback."""

    def change(asked: Asked) -> Asked:
        wishes = asked.wishes
        return replace(asked, wishes=replace(wishes, pinned=wishes.pinned - {step}, excluded=wishes.excluded | {step}))

    plan_view.alter(desk, planned.reading, change, f"step_{step}")


def take_back(desk: Desk, planned: Planning, step: str) -> None:
    """Allow a step again that was left out or dropped, in a callback."""

    def change(asked: Asked) -> Asked:
        return replace(asked, wishes=replace(asked.wishes, excluded=asked.wishes.excluded - {step}))

    plan_view.alter(desk, planned.reading, change)
    if planning.state(desk, planned.reading.record.id, planned.reading.whose, step).status == "dropped":
        plan_view.mark(desk, planned.reading, step, "planned")


def pin(desk: Desk, planned: Planning, step: str) -> None:
    """Make a step part of the plan, in a callback."""
    take_back(desk, planned, step)
    plan_view.alter(
        desk,
        planned.reading,
        lambda asked: replace(asked, wishes=replace(asked.wishes, pinned=asked.wishes.pinned | {step})),
    )


def unpin(desk: Desk, planned: Planning, step: str) -> None:
    """No longer ask for a step, in a callback."""
    plan_view.alter(
        desk,
        planned.reading,
        lambda asked: replace(asked, wishes=replace(asked.wishes, pinned=asked.wishes.pinned - {step})),
        f"step_{step}",
    )


def _done(desk: Desk, planned: Planning, step: str) -> None:
    plan_view.mark(desk, planned.reading, step, "done", f"step_{step}")


def not_done(desk: Desk, planned: Planning, step: str) -> None:
    """Take back that a step is done, in a callback."""
    no_longer_done(desk, planned, step)
    plan_view.mark(desk, planned.reading, step, "planned")


def no_longer_done(desk: Desk, planned: Planning, step: str) -> None:
    """Take a step out of those that the wishes name as done, in a callback."""
    if step not in planned.asked.wishes.done:
        return
    plan_view.alter(
        desk,
        planned.reading,
        lambda asked: replace(asked, wishes=replace(asked.wishes, done=asked.wishes.done - {step})),
    )


# ---------------------------------------------------------------- beside the plan


def others(desk: Desk, planned: Planning, *, changing: bool) -> None:
    """Draw what stands beside the plan: a step to add, what is left out, what is done, what cannot begin."""
    titles, wishes = plan_view.titles(desk), planned.asked.wishes
    if changing:
        st.header("Add a step", anchor=False)
        key = f"add_{planned.reading.record.id}_{planned.reading.whose}"
        beside = [id for id in titles if id not in planned.plan.ids and id not in planned.done | wishes.pinned]
        kinds = {step.id: plan_view.KINDS.get(step.kind, step.kind) for step in planning.catalogue(desk)}
        st.selectbox(
            "Any other step of the catalogue becomes part of the plan, with what it needs",
            options=sorted(beside, key=lambda id: (list(plan_view.KINDS.values()).index(kinds[id]), titles[id])),
            format_func=lambda id: f"{titles[id]} ({kinds[id].lower()})",
            index=None,
            placeholder="Choose a step, or type a word of its title",
            key=key,
            on_change=_add,
            args=(desk, planned, key),
        )
    for id in planned.plan.cannot_begin:
        if id in titles:
            markup.put(
                f'<div class="notice"><b>{escape(titles[id])}</b> is asked for and cannot begin: what it needs is left '
                "out, or no step brings it.</div>"
            )
            if changing:
                st.button("Take out again", key=f"unpin_{id}", on_click=unpin, args=(desk, planned, id))
    _listed(desk, planned, "Left out", planned.left_out, "Allow it again", take_back, changing)
    _listed(desk, planned, "Reported as done", planned.done, "Not done after all", not_done, changing)


def _add(desk: Desk, planned: Planning, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        pin(desk, planned, chosen)
    st.session_state[key] = None


def _listed(
    desk: Desk, planned: Planning, title: str, ids: frozenset[str], back: str, work: object, changing: bool
) -> None:
    titles = plan_view.titles(desk)
    found = [id for id in titles if id in ids]
    if not found:
        return
    st.header(title, anchor=False)
    for id in found:
        with st.container(key=f"listed_{'out' if title == 'Left out' else 'in'}_{id}"):
            said = planned.states[id].said if id in planned.states else None
            when = f'<p class="meta">{state.day(said.at)}, {escape(said.by)}</p>' if said else ""
            markup.put(f"<p><b>{escape(titles[id])}</b></p>{when}" + _contradiction(planned, id))
            if changing:
                st.button(back, key=f"back_{id}", on_click=work, args=(desk, planned, id))  # type: ignore[arg-type]


def _contradiction(planned: Planning, id: str) -> str:
    return "".join(f'<div class="notice">{escape(sentence)}</div>' for _, sentence in contradictions(planned, id))


def contradictions(planned: Planning, id: str) -> list[tuple[Item, str]]:
    """Return for a step that is done the questions that do not show it, each with a sentence."""
    reading = planned.reading
    found = []
    for item_id, now, to in planned.contradicted.get(id, ()):
        item = reading.result.instrument.item(item_id)
        pair = planned.profile.outcomes[item_id].pair
        if pair is not None and pair.upper >= to:
            said = f"Done, but {labels.title(item)} is not known to be at {wording.level(to)}."
        else:
            said = f"Done, but {labels.title(item)} still says {wording.level(now)}, not {wording.level(to)}."
        found.append((item, f"{said} {details.said_by(reading, item)}"))
    return found


# ---------------------------------------------------------------- what stands against it


def law(planned: Planning) -> None:
    """Draw where the law stands against what is wanted, in the words of the answers."""
    if not planned.plan.law:
        return
    reading = planned.reading
    st.header("Where the law stands against it", anchor=False)
    if LEGAL_REFORM in planned.plan.ids:
        place = next(place for place, step in enumerate(planned.steps, 1) if step.id == LEGAL_REFORM)
        lead = f"The step that changes the law is part of the plan: step{wording.NBSP}{place}."
    else:
        lead = "The step that changes the law is not part of the plan, so these cannot be reached."
    if LEGAL_REFORM in planned.done:
        lead = "The step that changes the law is reported as done; renew the answers once the law is in force."
    markup.put(f'<p class="lead">{lead} Have the legal departments check first whether the law really forbids it.</p>')
    rows = []
    for want in planned.plan.law:
        item = reading.result.instrument.item(want.item)
        rows.append(
            f"<li><div>{markup.item_name(item)}<p>{wording.capital(asking(reading, want))} for "
            f"{wording.level(want.at_least)}: {escape(item.statement(want.at_least))}</p>"
            f"{_forbids(reading, item)}</div>"
            f'<div class="side">{markup.track(planned.profile.outcomes[want.item].pair, want.at_least)}</div></li>'
        )
    markup.put(f'<ul class="rows">{"".join(rows)}</ul>')


def _forbids(reading: Reading, item: Item) -> str:
    """Return what each agency says of the law, in its own words."""
    lines = []
    for voice in details.voices(reading):
        answer = reading.view.assessment.answer(voice, item.id)
        who = "Agreed" if voice == "agreed" else reading.record.pair.name(voice)
        if answer.state == "prohibited_by_law":
            lines.append(f"{who}: {labels.headline(item, answer)}")
        elif answer.legal_ceiling is not None:
            lines.append(f"{who}: the law allows at most {wording.level(answer.legal_ceiling)}.")
    return "".join(f'<p class="meta">{escape(line)}</p>' for line in lines)


def unreached(desk: Desk, planned: Planning) -> None:
    """Draw what no step reaches, with what is asked for, so that the agencies can plan a step of their own."""
    if not planned.plan.unreached:
        return
    reading, titles = planned.reading, plan_view.titles(desk)
    st.header("What no step reaches", anchor=False)
    markup.put('<p class="lead">What is asked for, so that the agencies can plan a step of their own.</p>')
    for want in planned.plan.unreached:
        item = reading.result.instrument.item(want.item)
        without = [
            step.id
            for step in needs.lifting(planning.catalogue(desk), want.item, want.at_least)
            if step.id in planned.left_out
        ]
        if want.law and LEGAL_REFORM in planned.left_out:
            without.append(LEGAL_REFORM)
        names = [plan_view.quoted(titles[id]) for id in without]
        also = f"<p>You left out {escape(wording.listing(names))}.</p>" if names else ""
        markup.put(
            f'<ul class="rows"><li><div>{markup.item_name(item)}<p>{wording.capital(asking(reading, want))} for '
            f"{wording.level(want.at_least)}: {escape(item.statement(want.at_least))}</p>{also}"
            f'<p class="meta">{escape(details.said_by(reading, item))}</p></div>'
            f'<div class="side">{markup.track(planned.profile.outcomes[want.item].pair, want.at_least)}</div></li></ul>'
        )
