"""Every kind of file has a schema, and every schema is one."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from diagnostic import places
from diagnostic.content import schemas
from diagnostic.content.strict import read_path

FILES = sorted(schemas.folder().glob("*.schema.json"))


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_the_schema_is_valid_draft_2020_12_and_names_itself(name: str) -> None:
    schema = json.loads((schemas.folder() / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:cpdiag:schema:{name.removesuffix('.schema.json')}"


def test_every_format_has_a_schema_and_every_schema_a_format() -> None:
    assert {path.name.removesuffix(".schema.json") for path in FILES} == set(schemas.FORMATS.values())


def test_the_names_of_the_fictional_administrations_meet_their_schema() -> None:
    assert schemas.faults(read_path(places.data("benchmarks") / "fictional.yaml")) == []
