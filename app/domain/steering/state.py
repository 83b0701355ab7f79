"""The state of steering as pages show it, read in one snapshot."""

from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.domain.rows import AnyWorkshop
from app.domain.steering import agenda, timer
from app.domain.steering.agenda import PhaseRow


@dataclass(frozen=True)
class Steering:
    """The agenda of a workshop and where it is in it. Without an agenda, or before it begins, `present` is None."""

    workshop: AnyWorkshop
    phases: list[PhaseRow]

    @cached_property
    def present(self) -> PhaseRow | None:
        if self.workshop.closed_at:
            return None
        return next((phase for phase in self.phases if phase.id == self.workshop.phase_id), None)

    @cached_property
    def next(self) -> PhaseRow | None:
        """The phase that *Next* goes to; None after the last one."""
        return agenda.following(self.phases, self.workshop.phase_id)

    @property
    def number(self) -> int:
        """The place of the present phase in the agenda, from 1; 0 before it begins."""
        return next((n for n, phase in enumerate(self.phases, 1) if phase.id == self.workshop.phase_id), 0)

    @property
    def voting(self) -> PhaseRow | None:
        """The present phase while people can vote in it."""
        return (
            self.present if self.present and "vote" in self.present.may and not self.present.votes_closed_at else None
        )

    @property
    def rates(self) -> bool:
        """True if a phase of the agenda has people rate something."""
        return any(phase.ask_id for phase in self.phases)

    @property
    def makes_steps(self) -> bool:
        """True in the last of several phases in which people write: its notes become next steps."""
        writing = [phase for phase in self.phases if "write" in phase.may]
        return len(writing) > 1 and self.present is writing[-1]

    def commenting(self, column_id: int) -> bool:
        """True if people can comment on notes of this column now."""
        now = self.present
        return now is not None and "comment" in now.may and (not now.columns or column_id in now.columns)

    @property
    def asked(self) -> int | None:
        """The column that alone is open in the present phase, to which pages give the most room; None for none."""
        return self.present.columns[0] if self.present and len(self.present.columns) == 1 else None

    @property
    def timer_mark(self) -> str:
        """What a page sends with a change of the timer."""
        return timer.mark(self.workshop)

    @cached_property
    def by_id(self) -> dict[int, PhaseRow]:
        return {phase.id: phase for phase in self.phases}


def read(session: Session, workshop: AnyWorkshop) -> Steering:
    """The present state of a workshop's steering."""
    return Steering(workshop, agenda.phases(session, workshop.id))
