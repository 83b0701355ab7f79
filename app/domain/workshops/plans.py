"""Plans and frameworks as they come with the product: data files, read once."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.domain.errors import NotFound

_APP = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Plan:
    """What a workshop is made from."""

    key: str
    name: str
    questions: list[str]
    short_names: list[str]
    naming: str
    framework: str
    # Questions and short names in further languages, by tag, in the same order.
    wordings: dict[str, dict[str, list[str]]]


PLANS = ("discussion", "starter", "blank")


@lru_cache(maxsize=8)
def plan(key: str) -> Plan:
    """A plan by its key; raises NotFound for none of ours."""
    if key not in PLANS:
        raise NotFound
    return Plan(**_read("plans", key))


def default_framework() -> dict[str, Any]:
    """The framework that a workshop is mapped to unless its plan names another."""
    return framework("whole-system")


@lru_cache(maxsize=8)
def framework(key: str) -> dict[str, Any]:
    """A framework by its key."""
    return _read("frameworks", key)


def _read(folder: str, key: str) -> dict[str, Any]:
    return json.loads((_APP / folder / f"{key}.json").read_text(encoding="utf-8"))
