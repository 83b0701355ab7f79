"""A workshop in which people rate."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import select

from app.domain.findings.asks import ask_results, asks, ballots
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.asks.ask_results import For
from app.domain.findings.asks.asks import AskRow
from app.domain.steering import agenda, agenda_editing
from tests.workshop import FAY, SampleWorkshop

VOICE, POWER = "involve_voice", "involve_decisions"


@dataclass
class Rating:
    """A workshop that is in a phase with an ask."""

    workshop: SampleWorkshop
    ask_id: int = 0

    def plan(self, draft: AskDraft, title: str = "Rate") -> int:
        """Add a phase with an ask, and go to it; returns the ask's id."""
        self.workshop.act(FAY, agenda_editing.add, agenda_editing.Draft(title, may=["rate"], ask=draft))
        phase = self.workshop.read(lambda session: agenda.phases(session, self.workshop.id))[-1]
        self.workshop.act(FAY, agenda.enter, phase.id, seen=self.workshop.workshop().phase_id)
        self.ask_id = phase.ask_id or 0
        return self.ask_id

    def open(self, *, on: bool = True) -> None:
        self.workshop.act(FAY, asks.set_open, self.ask_id, on=on)

    def show(self) -> None:
        self.workshop.act(FAY, asks.show, self.ask_id)

    def rate(self, ref: str, **given: int | None) -> int:
        return self.workshop.act(ref, ballots.answer, self.ask_id, given)

    def join(self, group: str | None, number: int) -> list[str]:
        """Let so many people of a group join; returns their references."""
        refs = [f"{group}{place}" for place in range(number)]
        for ref in refs:
            self.workshop.join(ref, speaks_for=group)
        return refs

    def row(self, ask_id: int = 0) -> AskRow:
        row = self.workshop.read(lambda session: asks.row(session, ask_id or self.ask_id))
        assert row is not None
        return row

    def results(self, *, exact: bool = False) -> ask_results.Results:
        row = self.row()
        return self.workshop.read(
            lambda session: ask_results.read(session, row, For.MEMBERS if exact else For.WORKSHOP)
        )

    def progress(self) -> ballots.Progress:
        row = self.row()
        return self.workshop.read(lambda session: ballots.progress(session, row, 9))

    def rows(self, model: type[Any]) -> list[Any]:
        return self.workshop.read(lambda session: list(session.exec(select(model))))
