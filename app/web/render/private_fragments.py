"""Private fragments: what only one seat may see. Its list of its own notes and comments, and its own states."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup
from sqlmodel import Session

from app.domain.board import comment_rows, note_rows
from app.domain.rows import TouchedNote
from app.domain.steering.approval import REASONS
from app.domain.steering.state import Steering
from app.presentation.templates import compiled
from app.web.render import own_states
from app.web.render.audience import BOARD, Audience
from app.web.render.fragments import Fragments
from app.web.render.isolated import attempt
from app.web.render.pieces import piece

# A seat reference that no seat has, for the board as a participant without notes sees it.
NOBODY = ""


@dataclass(frozen=True)
class PrivateFragments:
    """Renders the private fragments of the seats in one audience. Every result is by the seat's reference."""

    fragments: Fragments
    session: Session
    steering: Steering
    audience: Audience

    def whole(self, seats: Collection[str]) -> dict[str, str]:
        """Each seat's whole list of its own notes and comments, as a page load shows it."""
        workshop = self.steering.workshop
        own = note_rows.own(self.session, workshop.id, seats)
        written = [revision for revisions in own.values() for revision in revisions]
        rendered = self.fragments.own(self.session, workshop, written, self.audience.language)
        comments = self._comments(seats)
        template = compiled(self.audience.language, "board/_private-fragment.html")
        return {
            seat: template.render(
                own=[rendered[at] for at in own.get(seat, ())],
                comments=Markup(comments[seat]),  # noqa: S704
                workshop=workshop,
                audience=self.audience,
            )
            for seat in seats
        }

    def whole_pieces(self, seats: Collection[str]) -> dict[str, str]:
        """`whole` and each seat's own states, as fragments for its page."""
        states = self._states(seats)
        return {
            seat: piece("#private-fragment", "outerMorph", own) + states.get(seat, "")
            for seat, own in self.whole(seats).items()
        }

    def updates(
        self, seats: Collection[str], touched: Sequence[TouchedNote] | None, changed: Collection[str]
    ) -> tuple[dict[str, str], set[str]]:
        """The fragments to send to each of these seats, and the seats for which rendering failed.

        A seat gets the entries of the `touched` notes that it wrote, and its own states and comments if it is among
        `changed`; or everything if `touched` is None. The writer comes from the note's row, because the journal does
        not record it. If rendering all together fails, each is rendered alone. Raises DBAPIError.
        """
        if not self.audience.has_private:
            return {}, set()

        def render(some: Collection[str]) -> dict[str, str]:
            return self.whole_pieces(some) if touched is None else self._news(some, touched, changed)

        workshop_id = self.steering.workshop.id
        together = attempt(partial(render, seats), f"the private fragments of workshop {workshop_id}")
        if together is not None:
            return together, set()
        rendered: dict[str, str] = {}
        failed: set[str] = set()
        for seat in seats:
            alone = attempt(partial(render, [seat]), f"a private fragment of workshop {workshop_id}")
            if alone is None:
                failed.add(seat)
            else:
                rendered |= alone
        return rendered, failed

    def _news(self, seats: Collection[str], touched: Sequence[TouchedNote], changed: Collection[str]) -> dict[str, str]:
        news = self._entries([note for note in touched if note.seat_ref in seats])
        if stale := [seat for seat in seats if seat in changed]:
            states, comments = self._states(stale), self._comments(stale)
            for seat in stale:
                own = states.get(seat, "") + piece("#own-comments", "outerMorph", comments[seat])
                news[seat] = news.get(seat, "") + own
        return news

    def _states(self, seats: Collection[str]) -> dict[str, str]:
        """Only participants' pages have places for own states."""
        if self.audience.view != BOARD:
            return {}
        return own_states.pieces(self.session, self.steering, seats, self.audience.language)

    def _comments(self, seats: Collection[str]) -> dict[str, str]:
        """The element #own-comments of each seat."""
        workshop = self.steering.workshop
        written = comment_rows.own(self.session, workshop.id, seats)
        template = compiled(self.audience.language, "board/_own-comments.html")
        return {
            seat: template.render(comments=written.get(seat, []), workshop=workshop, reasons=REASONS) for seat in seats
        }

    def _entries(self, touched: Sequence[TouchedNote]) -> dict[str, str]:
        """For each seat that wrote a touched note: the entries of these notes, and the count of all its notes."""
        rendered = self.fragments.own_rerendered(self.steering.workshop, touched, self.audience.language)
        written: dict[str, list[TouchedNote]] = {}
        for note in touched:
            assert note.seat_ref is not None
            written.setdefault(note.seat_ref, []).append(note)
        template = compiled(self.audience.language, "board/_mine-count.html")
        # While many people write, most of them have written one of a few numbers of notes.
        counts = {
            number: piece("#mine-count", "outerMorph", template.render(count=number))
            for number in {own[0].own for own in written.values()}
        }
        return {
            seat: piece("#mine", "place", "".join(rendered[note.revision] for note in own)) + counts[own[0].own]
            for seat, own in written.items()
        }
