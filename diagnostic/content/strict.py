"""Strict reading of YAML and JSON: plain data plus the position of every key and value.

YAML 1.1 turns ``no`` into false, ``010`` into 8, ``2026-01-01`` into a date, keeps the last of two
equal keys and expands aliases. Each of these is reported here instead of being let through.
Only text, whole numbers, ``true``, ``false``, ``null``, lists and mappings exist.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from diagnostic.content.faults import Fault, Refused

Path_ = tuple[str | int, ...]
Position = tuple[int, int]

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
#: Whole strings, tabs between tokens.
_JSON_PIECES = re.compile(r'"(?:\\.|[^"\\])*"|\t')
#: Escapes and signs in a JSON string that YAML does not take.
_JSON_ONLY = re.compile("\\\\(?:u[0-9A-Fa-f]{4}|.)|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREFIX = "tag:yaml.org,2002:"
_TAGS = {_PREFIX + tag for tag in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its data, and where each key and value of it stands."""

    file: str
    data: Any
    keys: dict[Path_, Position]
    values: dict[Path_, Position]

    def fault(self, path: Path_, message: str, remedy: str, *, at_key: bool = False) -> Fault:
        """Return a fault at the place of ``path``, or of the nearest part that exists."""
        places = (self.keys, self.values) if at_key else (self.values, self.keys)
        while True:
            for place in places:
                if path in place:
                    line, column = place[path]
                    return Fault(self.file, line, column, message, remedy)
            if not path:
                return Fault(self.file, 1, 1, message, remedy)
            path = path[:-1]


def read_path(path: Path, name: str | None = None) -> Document:
    """Read a file of UTF-8 YAML or JSON.

    Raises:
        Refused: the file cannot be read, is too large, or is not the strict YAML of this module.
    """
    label = name or str(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Refused([Fault(label, 1, 1, f"the file has {size:,} bytes", f"keep it under {MAX_BYTES:,} bytes")])
        return read_bytes(path.read_bytes(), label)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise Refused([Fault(label, 1, 1, reason, "check the name and that you may read the file")]) from None


def read_bytes(raw: bytes, name: str) -> Document:
    """Read UTF-8 bytes; see `read_text`."""
    if len(raw) > MAX_BYTES:
        raise Refused([Fault(name, 1, 1, f"the file has {len(raw):,} bytes", f"keep it under {MAX_BYTES:,} bytes")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        fault = Fault(name, line, column, "the file is not UTF-8 text", "save it as UTF-8 and try again")
        raise Refused([fault]) from None
    return read_text(text, name)


def read_text(text: str, name: str) -> Document:
    """Read strict YAML, or JSON when the text begins with a brace.

    Raises:
        Refused: with every fault of spelling that was found.
    """
    decoded: Any = None
    is_json = text.lstrip().startswith("{") and _is_json(text)
    if is_json:
        decoded = json.loads(text)
        # YAML knows no tabs between tokens and not every escape: this copy, of equal length, serves positions only.
        text = _JSON_PIECES.sub(lambda piece: _plain_json(piece[0]), text)
    walker = _Walker(name, check_scalars=not is_json)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        data = walker.build(node, (), 0) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = error.problem or error.context or "not valid YAML"
        fault = Fault(name, line, column, f"not valid YAML ({problem})", "check quotes, indentation and brackets here")
        raise Refused([fault]) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        fault = Fault(name, line, 1, "a control character stands in the text", "remove it and save again")
        raise Refused([fault]) from None
    except RecursionError:
        raise Refused([Fault(name, 1, 1, "nested too deeply", f"use at most {MAX_DEPTH} levels")]) from None
    if walker.faults:
        raise Refused(walker.faults)
    return Document(name, decoded if is_json else data, walker.keys, walker.values)


def _plain_json(piece: str) -> str:
    if piece == "\t":
        return " "
    return _JSON_ONLY.sub(lambda sign: "." * len(sign[0]), piece)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Walker:
    """Builds plain data from YAML nodes and notes positions and faults on the way."""

    def __init__(self, name: str, *, check_scalars: bool) -> None:
        self.name = name
        self.check_scalars = check_scalars
        self.keys: dict[Path_, Position] = {}
        self.values: dict[Path_, Position] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()

    def _fault(self, node: yaml.Node, message: str, remedy: str) -> None:
        mark = node.start_mark
        self.faults.append(Fault(self.name, mark.line + 1, mark.column + 1, message, remedy))

    def build(self, node: yaml.Node, path: Path_, depth: int) -> Any:
        self.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if depth > MAX_DEPTH:
            self._fault(node, "nested too deeply", f"use at most {MAX_DEPTH} levels")
            return None
        if id(node) in self._seen:
            self._fault(node, "an alias (*name) repeats another part", "write the part out in full")
            return None
        self._seen.add(id(node))
        if node.tag not in _TAGS:
            self._fault(node, f"the tag '{node.tag}' is not used here", "remove the tag")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index), depth + 1) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, "a key is not a word", "use a plain word as the key")
                continue
            key = str(key_node.value)
            if key_node.tag == _PREFIX + "merge":
                self._fault(key_node, "the merge key '<<' is not used here", "write the parts out in full")
                continue
            if key_node.style is None or key_node.style == "":
                self._scalar(key_node)  # for its fault alone: keys are always text
            if key in result:
                line = self.keys[(*path, key)][0]
                self._fault(key_node, f"the key '{key}' stands twice (first in line {line})", "keep one of the two")
                continue
            self.keys[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            result[key] = self.build(value_node, (*path, key), depth + 1)
        return result

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = str(node.value)
        if node.style in ("'", '"', "|", ">"):
            return text
        if text in ("true", "false"):
            return text == "true"
        if text in ("", "null", "~"):
            return None
        if _INTEGER.fullmatch(text):
            return int(text) if len(text) < 19 else text
        if node.tag != _PREFIX + "str" and self.check_scalars:
            self._fault(node, f"YAML may read {text} as something else than this text", f'put it in quotes: "{text}"')
        return text
