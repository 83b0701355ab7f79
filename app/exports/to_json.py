"""The whole record in a documented format (`schema.json`) that comes back in (`from_json.py`)."""

import json
from typing import Any

from pydantic import TypeAdapter

from app.exports.bundle import Bundle

ADAPTER = TypeAdapter(Bundle)


def write(bundle: Bundle, language: str) -> bytes:
    """The bundle, indented; the same in every language, for programs read it."""
    return json.dumps(ADAPTER.dump_python(bundle, mode="json"), ensure_ascii=False, indent=1).encode()


def schema() -> dict[str, Any]:
    """The JSON Schema of the format; `schema.json` beside this file holds it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ADAPTER.json_schema(),
        "title": "Commonboard workshop record, version 1",
    }
