"""The plan in a browser: wishes that survive a reload, what if at once, the roadmap, and what axe finds on both."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from diagnostic.access import Viewer
from diagnostic.content import shipped
from diagnostic.service import files, planning
from diagnostic.service.desk import Desk
from diagnostic.storage import Store, close, connect
from tests.browser.driving import Server, Tab, eventually

pytestmark = pytest.mark.browser

TITLE = {step.id: step.title for step in shipped().steps}


@pytest.fixture
def desk(fresh_server: Server) -> Iterator[Desk]:
    store = connect(fresh_server.database)
    yield Desk(shipped(), store, Viewer.local("customs"))
    close(store)


def test_from_the_plan_to_the_roadmap_and_back(fresh_server: Server, browser: Browser, desk: Desk) -> None:
    id = files.load_demonstration(desk)[1]
    store: Store = desk.store
    context = browser.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    tab = Tab(context, fresh_server)
    page = tab.page

    # The joint plan, and one step told in full.
    tab.open("/next-steps", assessment=id, **{"as": "customs"})
    expect(page.get_by_text(re.compile("steps lead to coordination; together about"))).to_be_visible()
    step = page.locator(".st-key-listed_step_controlled_delivery_protocol")
    step.get_by_text("How to go about it").click()
    expect(step.get_by_text("First three actions")).to_be_visible()
    programme = step.locator("details.programme").first
    programme.locator("summary").click()
    expect(programme.get_by_text("How to ask for it.")).to_be_visible()
    tab.sound("the plan with a step opened")

    # What if: the level follows the ticks, in sight and at once, and nothing is kept.
    outcome = page.locator(".st-key-outcome_band")
    tab.button("Tick the whole plan").click()
    expect(outcome).to_contain_text("Level\N{NO-BREAK SPACE}4, coordination")
    page.get_by_role("checkbox", name=TITLE["legal_reform"]).set_checked(False, force=True)
    expect(outcome).to_contain_text("Level\N{NO-BREAK SPACE}3, cooperation")
    expect(page.get_by_text(f"“{TITLE['joint_investigations']}” waits for “{TITLE['legal_reform']}”")).to_be_visible()
    page.locator(".st-key-ticks").evaluate("e => e.scrollIntoView({block: 'start'})")
    expect(outcome).to_be_in_viewport()
    assert not store.declarations(id, "agreed")

    # A copy to compare with, then another wish; a reload shows the same.
    tab.ready().press("Keep a copy of plan A as plan B")
    expect(page.get_by_role("table", name="Plans side by side")).to_be_visible()
    tab.ready().page.locator(".st-key-out_virtual_task_force button").click()
    expect(page.get_by_role("heading", name="Left out")).to_be_visible()
    page.reload()
    tab.ready()
    expect(page.locator(".st-key-listed_step_virtual_task_force")).to_have_count(0)
    expect(page.locator(".st-key-listed_out_virtual_task_force")).to_be_visible()
    tab.press("Make plan B plan A")
    expect(page.locator(".st-key-listed_step_virtual_task_force")).to_be_visible()

    # The roadmap: owner and status are kept with author; what is done is held against the answers.
    tab.menu("Roadmap")
    expect(page.get_by_test_id("stPlotlyChart")).to_be_visible()
    row = page.locator(".st-key-listed_row_virtual_task_force")
    owner = row.get_by_label(re.compile("^Owner of"))
    owner.fill("Joint secretariat")
    owner.press("Enter")
    eventually(lambda: planning.state(desk, id, "both", "virtual_task_force").owner != "", "the owner is kept")
    tab.ready()
    row.get_by_text("Done", exact=True).click()
    expect(row.get_by_text(re.compile("Done, but Liaison officers A.14.1 still says"))).to_be_visible()
    row.get_by_text("Note and history").click()
    expect(row.get_by_text("owner Joint secretariat")).to_be_visible()
    state = planning.state(desk, id, "both", "virtual_task_force")
    assert (state.status, state.owner) == ("done", "Joint secretariat")
    tab.sound("the roadmap with a step opened")
    row.get_by_role("link", name="Open the question A.14.1").click()
    expect(tab.card("a_14_1")).to_be_visible()
    context.close()
    assert not tab.left
    assert not tab.errors

    # On a phone in the dark, right to left as well.
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark", reduced_motion="reduce")
    tab = Tab(context, fresh_server)
    for path in ("/next-steps", "/roadmap"):
        tab.open(path, assessment=id, **{"as": "police"})
        tab.sound(f"{path} on a phone")
        tab.page.add_style_tag(content=".stApp { direction: rtl }")
        assert tab.page.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth + 1"), (
            f"{path} right to left"
        )
    context.close()
    assert not tab.errors
