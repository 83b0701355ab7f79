"""The whole record as JSON in a documented format (`schema.json`), which `from_json.py` imports."""

import json
from typing import Any

from pydantic import TypeAdapter

from app.exports.bundle import Bundle

ADAPTER = TypeAdapter(Bundle)


def write(bundle: Bundle, language: str) -> bytes:
    """The bundle as indented JSON. It is the same in every language, because programs read it."""
    return json.dumps(ADAPTER.dump_python(bundle, mode="json"), ensure_ascii=False, indent=1).encode()


def schema() -> dict[str, Any]:
    """The JSON Schema of the format. `schema.json` beside this file contains the same."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ADAPTER.json_schema(),
        "title": "Commonboard workshop record, version 2",
    }
