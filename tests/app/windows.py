"""A window on the app, as far as a test without a browser can have one: pages, cards, everything they say."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from google.protobuf import text_format  # type: ignore[import-untyped]
from google.protobuf.message import Message  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from diagnostic.answers.answer import Answer, Voice
from diagnostic.content import shipped
from diagnostic.storage import Store

#: Parts of an answer that stand behind an expander.
_BEHIND = ("comment", "link", "discuss", "ceiling")
MAIN = Path(__file__).resolve().parents[2] / "diagnostic" / "app" / "main.py"


def plain(source: str) -> str:
    """Return the words of a piece of HTML."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", source, flags=re.S)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def _flat(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _flat(child)


class Window:
    """One session. Every step asserts that the page drew without an exception."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(MAIN), default_timeout=60)
        self.run()

    def run(self) -> Window:
        """Run the page as it is, and expect no exception."""
        self.app.run()
        assert not self.app.exception, [error.message for error in self.app.exception]
        return self

    def open(self, page: str, **address: str) -> Window:
        """Open a page by its file, with an address, as a link would."""
        self.app.query_params.clear()
        self.app.query_params.update(address)
        self.app.switch_page(f"app_pages/{page}.py")
        return self.run()

    # ---------------------------------------------------------------- reading

    @property
    def nodes(self) -> list[Any]:
        """Every element and block of the page and the sidebar."""
        return [found for root in (self.app.main, self.app.sidebar) for found in _flat(root)]

    @property
    def everything(self) -> str:
        """All that is sent to the browser, visible or not: labels, options, values, addresses, chart data."""
        protos = [node.proto for node in self.nodes if isinstance(getattr(node, "proto", None), Message)]
        sent = [text_format.MessageToString(proto, as_utf8=True) for proto in protos]
        return "\n".join([*sent, str(dict(self.app.query_params))])

    @property
    def words(self) -> str:
        """What can be read, without markup."""
        read = [plain(element.value) for element in self.app.html]
        for kind in (self.app.title, self.app.header, self.app.markdown):
            read += [str(element.value) for element in kind]
        read += [button.label for button in self.app.button]
        read += [expander.label for expander in self.app.expander]
        return "\n".join(read)

    @property
    def alerts(self) -> str:
        """What the page says in messages with the role of an alert."""
        return "\n".join(plain(e.value) for e in self.app.html if 'role="alert"' in e.value)

    @property
    def title(self) -> str:
        """The title of the page."""
        return str(self.app.title[0].value)

    @property
    def links(self) -> list[str]:
        """The labels of links to other pages."""
        return [str(link.value) for link in self.app.page_link]

    def sections(self) -> dict[str, str]:
        """Return the words under each header of the page."""
        found: dict[str, str] = {}
        current = ""
        for node in _flat(self.app.main):
            if getattr(node, "type", "") == "header":
                current = str(node.value)
                found[current] = ""
            elif getattr(node, "type", "") == "html":
                found[current] = found.get(current, "") + "\n" + plain(node.value)
            elif getattr(node, "type", "") == "page_link":
                found[current] = found.get(current, "") + "\n" + str(node.value)
        return found

    @property
    def saved_as(self) -> list[str]:
        """The labels of the buttons that save a file."""
        return [str(button.proto.label) for button in self.app.get("download_button")]

    # ---------------------------------------------------------------- doing

    def open_up(self) -> Window:
        """Open every expander that the page has, as a reader who looks at everything would."""
        known: set[str] = set()
        while new := {node.key for node in self.nodes if getattr(node, "type", "") == "expander" and node.key} - known:
            known |= new  # one that opens may hold others
            for key in known:
                self.app.session_state[key] = True
            self.run()
        return self

    def has(self, label: str) -> bool:
        """Whether there is a button whose label holds these words."""
        return any(label.lower() in button.label.lower() for button in self.app.button)

    def press(self, label: str = "", *, key: str = "") -> Window:
        """Press a button by its key or by words of its label."""
        found = [
            button
            for button in self.app.button
            if (button.key == key if key else label.lower() in button.label.lower())
        ]
        assert len(found) == 1, f"{len(found)} buttons {label or key!r} among {[b.label for b in self.app.button]}"
        found[0].click()
        return self.run()

    def pick(self, words: str, value: Any) -> Window:
        """Set a row of choices, by its key or by words of its label. Does not run: it may stand in a form."""
        found = [group for group in self.app.button_group if words in (group.key or "") or words in group.proto.label]
        assert len(found) == 1, f"{len(found)} rows of choices {words!r}"
        found[0].set_value(value)
        return self

    def card(self, item: str) -> Card:
        """Return the card of a question."""
        return Card(self, item)

    def asks(self, item: str) -> bool:
        """Whether a question is on the page."""
        try:
            self.app.get_by_key(f"q_{item}")
        except KeyError:
            return False
        return True

    def go_to_section(self, section: str) -> Window:
        """Go to a section of the questionnaire in the sidebar."""
        return self.press(key=f"sec_{section}")


class Card:
    """A question: its widgets by what they stand for."""

    def __init__(self, window: Window, item: str) -> None:
        self.window, self.item = window, item

    def _widgets(self) -> Iterator[Any]:
        for node in _flat(self.window.app.get_by_key(f"q_{self.item}")):
            if getattr(node, "key", None):
                yield node

    def has(self, part: str) -> bool:
        """Whether the card has a widget for a part of the answer."""
        return any(widget.key.endswith(f"_{self.item}_{part}") for widget in self._widgets())

    def widget(self, part: str) -> Any:
        """Return the widget for a part of the answer: level, state, reason, scope, field_text …"""
        found = [widget for widget in self._widgets() if widget.key.endswith(f"_{self.item}_{part}")]
        assert found, f"{self.item} has no {part} among {[widget.key for widget in self._widgets()]}"
        return found[0]

    def choose(self, part: str, value: Any) -> Card:
        """Set a widget and let the page run, as a click would."""
        if part in _BEHIND and not self.has(part):
            self.open_more()
        self.widget(part).set_value(value)
        if part in _BEHIND:
            self._keep_open()
        self.window.run()
        return self

    def press(self, part: str) -> Card:
        """Press a button of the card."""
        self.widget(part).click()
        self.window.run()
        return self

    def open_more(self) -> Card:
        """Open comment, reference and discussion mark."""
        self._keep_open()
        self.window.run()
        return self

    def _keep_open(self) -> None:
        # Unlike a browser, AppTest forgets an open expander at every run.
        self.window.app.session_state[f"{self.prefix}more"] = True

    @property
    def prefix(self) -> str:
        """What the session keys of this card's widgets start with."""
        return str(self.widget("state").key).removesuffix("state")

    def forge(self, part: str, value: str) -> None:
        """Let the browser send a choice that the widget never offered."""
        widget = self.widget(part)
        states = self.window.app._tree.get_widget_states()
        found = [state for state in states.widgets if state.id == widget.id]
        state = found[0] if found else states.widgets.add(id=widget.id)
        if widget.type == "button_group":
            state.string_array_value.data[:] = [value]
        else:
            state.string_value = value
        self.window.app._run(states)

    @property
    def words(self) -> str:
        """What can be read on the card."""
        nodes = _flat(self.window.app.get_by_key(f"q_{self.item}"))
        return "\n".join(plain(node.value) for node in nodes if getattr(node, "type", "") == "html")

    @property
    def says_saved(self) -> bool:
        """Whether the card tells that the answer is saved."""
        nodes = list(_flat(self.window.app.get_by_key(f"q_{self.item}")))
        return any('class="saved"' in node.value for node in nodes if getattr(node, "type", "") == "html")

    @property
    def closed(self) -> bool:
        """Whether no widget of the answer can be changed."""
        return all(w.proto.disabled for w in self._widgets() if hasattr(w.proto, "disabled"))


def stored(store: Store, id: str, voice: Voice, item: str) -> Answer | None:
    """Return what the store holds, None if nothing was ever said."""
    current = store.current(id, voice, _part(item)).get(item)
    return current.answer if current else None


def revisions(store: Store, id: str) -> int:
    """Return how many revisions there are of all voices in all parts."""
    voices: tuple[Voice, ...] = ("customs", "police", "agreed")
    return sum(
        len(store.history(id, voice, item))
        for part in store.record(id).courses
        for voice in voices
        for item in store.current(id, voice, part)
    )


def start_integrity(store: Store, id: str) -> None:
    """Start the integrity self-assessment as an earlier session would have."""
    store.pin(id, "integrity", shipped().instrument("integrity").version, by="an earlier session")


def fill(store: Store, id: str, voice: Voice, answers: Mapping[str, Answer]) -> None:
    """Write answers as an earlier session would have."""
    for item, answer in answers.items():
        store.save(id, voice, item, answer, seen=0, by="an earlier session", part=_part(item))


def _part(item: str) -> str:
    return "integrity" if item in shipped().instrument("integrity").by_id else "cooperation"


def open_both(store: Store, id: str) -> None:
    """Submit, release and open the answers of both agencies."""
    agencies: tuple[Voice, ...] = ("customs", "police")
    for voice in agencies:
        store.move(id, voice, "submit", by="an earlier session")
        store.move(id, voice, "release", by="an earlier session")
    store.open_both(id, by="an earlier session")
