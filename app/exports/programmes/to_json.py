"""A programme's record as JSON in a documented format (`schema.json`), which `from_json.py` imports."""

import json
from typing import Any

from pydantic import TypeAdapter

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.facts import Record

ADAPTER = TypeAdapter(Record)


def write(bundle: ProgrammeBundle, language: str) -> bytes:
    """The record as indented JSON. It is the same in every language, because programs read it."""
    return json.dumps(ADAPTER.dump_python(bundle.record, mode="json"), ensure_ascii=False, indent=1).encode()


def schema() -> dict[str, Any]:
    """The JSON Schema of the format. `schema.json` beside this file contains the same."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ADAPTER.json_schema(),
        "title": "Commonboard programme record, version 1",
    }
