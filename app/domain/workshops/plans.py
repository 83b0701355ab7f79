"""The plans and frameworks that come with the product. They are data files, and each is read once."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.domain.errors import NotFound
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.workshops.drafts import PhaseDraft

_APP = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Plan:
    """The questions and settings from which a workshop is created."""

    key: str
    name: str
    questions: list[str]
    short_names: list[str]
    naming: str
    framework: str
    # By language tag, then "questions" or "short_names", in the same order as above.
    wordings: dict[str, dict[str, list[str]]]
    # The agenda; without one, a workshop gets the usual agenda.
    agenda: list[PhaseDraft] = field(default_factory=list)
    # The published document whose wording has to be pasted in, if it has one.
    source: str = ""


PLANS = ("discussion", "starter", "links", "civic-support", "six-steps", "blank")


@lru_cache(maxsize=8)
def plan(key: str) -> Plan:
    """The plan with this key. Raises NotFound for a key that is not in PLANS."""
    if key not in PLANS:
        raise NotFound
    content = _read("plans", key)
    content["agenda"] = [phase_of(phase) for phase in content.get("agenda", [])]
    return Plan(**content)


def phase_of(content: dict[str, Any]) -> PhaseDraft:
    """A phase of a plan from its stored fields. A plan that an earlier version saved has no ask."""
    ask = content.get("ask")
    fields: dict[str, Any] = {**content, "ask": AskDraft(**ask) if ask else None}
    return PhaseDraft(**fields)


def default_framework() -> dict[str, Any]:
    """The content of the framework that a workshop is mapped to unless its plan names another."""
    return framework("whole-system")


@lru_cache(maxsize=8)
def framework(key: str) -> dict[str, Any]:
    """The content of the framework with this key, from the product's own data files."""
    return _read("frameworks", key)


def _read(folder: str, key: str) -> dict[str, Any]:
    return json.loads((_APP / folder / f"{key}.json").read_text(encoding="utf-8"))
