"""A sample workshop for tests of the domain: Fay facilitates, Ana and Ben take part, and Zed has no seat."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, update

from app.domain.board import joining, note_rows, notes
from app.domain.models import Note, Workshop
from app.domain.steering import agenda, agenda_editing
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows, drafts, links, plans, seats, workshops
from app.storage.database import Answer, Database

START = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FAY, ANA, BEN, ZED = "fay", "ana", "ben", "zed"


class SampleWorkshop:
    """One workshop on a real database. Its clock advances by one second at each action.

    `shown` are the groups that it shows from the beginning.
    """

    def __init__(
        self,
        database: Database,
        *,
        naming: str = "anonymous",
        questions: int = 3,
        shown: Iterable[str] = drafts.SPEAKS_FOR,
    ) -> None:
        self.database = database
        self.held_on, self.keep_until = START.date(), START.date() + timedelta(days=365)
        self._seconds, self._shown = 0, list(shown)
        workshop = self.write(lambda session: self._open(session, naming, questions))
        assert workshop.id is not None
        assert workshop.code is not None
        self.id, self.key, self.code = workshop.id, workshop.key, workshop.code
        self.columns = [
            column.id or 0 for column in self.read(lambda session: column_rows.of(session, workshop.id or 0))
        ]
        for name in (ANA, BEN):
            self.join(name)
        self.raise_up(FAY)

    @staticmethod
    def in_words(day: date) -> str:
        """A day as English pages show it."""
        return f"{day.day} {day:%B} {day.year}"

    def now(self) -> datetime:
        self._seconds += 1
        return START + timedelta(seconds=self._seconds)

    def write(self, fn: Callable[[Session], Answer]) -> Answer:
        return self.database.write_now(fn)

    def read(self, fn: Callable[[Session], Answer]) -> Answer:
        return self.database.read_now(fn)

    def hold_today(self) -> None:
        """Make it a workshop of today. What runs by the real clock closes a workshop seven days after it was held, and
        deletes it on its date."""
        self.held_on = datetime.now(UTC).date()
        self.keep_until = self.held_on + timedelta(days=365)
        days = update(Workshop).where(col(Workshop.id) == self.id)
        self.write(lambda session: session.exec(days.values(held_on=self.held_on, keep_until=self.keep_until)))

    def plan_rating(self, title: str = "Question 1") -> tuple[int, int]:
        """Add a phase in which people rate the first question's elements; returns its id and that of its ask."""
        draft = agenda_editing.Draft(title, may=["write", "rate"], columns=self.columns[:1])
        self.act(FAY, agenda_editing.add, draft)
        found = self.read(lambda session: [(row.id, row.ask_id) for row in agenda.phases(session, self.id)])
        phase, ask = found[-1]
        assert ask is not None
        return phase, ask

    def join(self, ref: str, **details: Any) -> None:
        """Join with the code from a browser with this secret, which also becomes the seat's reference."""
        details = {"name": ref.title(), "speaks_for": "resident", "code": self.code} | details
        limits = {"seats": 100} | {name: details.pop(name) for name in ("seats", "group_threshold") if name in details}

        def act(session: Session) -> None:
            newcomer = joining.Newcomer(**details)
            joining.join(session, self.key, newcomer, secret=None, fresh_secret=ref, now=self.now(), **limits)
            self.name_seat(session, ref)

        self.write(act)

    def raise_up(self, ref: str, name: str = "") -> None:
        """Open the facilitator link from this seat."""

        def act(session: Session) -> None:
            link = links.links(session, self.id)[0]
            links.facilitate(session, self.key, link.ref, secret=ref, fresh_secret=ref, name=name, now=self.now())
            self.name_seat(session, ref)

        self.write(act)

    def name_seat(self, session: Session, secret: str) -> None:
        """Give the seat of the browser with this secret the same reference, so that a test can name it."""
        seat = links.seat_of(session, seats.find(session, self.key), secret)
        assert seat is not None
        seat.ref = secret
        session.add(seat)

    def act(self, ref: str, fn: Callable[..., Answer], *values: Any, **named: Any) -> Answer:
        """Call `fn(session, person, *values, now=…, **named)` in a write, with the actor of this seat."""
        return self.write(
            lambda session: fn(
                session, seats.load_actor(session, self.key, ref, hold=True), *values, now=self.now(), **named
            )
        )

    def post(self, ref: str, text: str = "Hello", *, column: int = 0, note_id: str = "", **named: Any) -> str:
        """Post a note from this seat; returns its id."""
        note_id = note_id or f"{self._seconds:024x}"
        self.act(ref, notes.add, note_id=note_id, column_id=self.columns[column], text=text, **named)
        return note_id

    def note(self, note_id: str) -> Note:
        note = self.read(lambda session: session.get(Note, (self.id, note_id)))
        assert note is not None
        return note

    def workshop(self) -> Workshop:
        return self.read(lambda session: seats.find(session, self.key))

    def order(self, column: int = 0) -> list[str]:
        """The ids of the notes that everyone sees in a column, in order."""
        visible = self.read(lambda session: note_rows.on_board(session, self.id, Who.EVERYONE))
        return [note.id for note in visible if note.column_id == self.columns[column]]

    def _open(self, session: Session, naming: str, questions: int) -> Workshop:
        framework = workshops.settle(session, plans.default_framework(), "Eastfield Council")
        workshop = workshops.create(
            session,
            drafts.Draft(
                title="A workshop",
                questions=[f"Question {number}?" for number in range(1, questions + 1)],
                held_on=self.held_on,
                keep_until=self.keep_until,
                place="The workshop",
                naming=naming,
            ),
            framework,
            self.now(),
        )
        # As if enough people of these groups had joined before.
        workshop.shown_groups = self._shown
        return workshop
