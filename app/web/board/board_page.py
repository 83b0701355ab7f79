"""The page of a board: a skeleton shared by an audience, filled with what belongs to one seat."""

import secrets
from itertools import count
from typing import NamedTuple

from sqlmodel import Session

from app.domain.rows import AnyWorkshop
from app.domain.steering.approval import REASONS
from app.domain.workshops.seats import Viewer
from app.web.pages import html
from app.web.render import own_states
from app.web.render.audience import BOARD, STEER, Audience
from app.web.render.blocks import FAST, Block, Skeleton, block, placeholder
from app.web.render.board import Board, read_board
from app.web.render.fragments import Fragments
from app.web.render.private_fragments import NOBODY, PrivateFragments
from app.web.render.skeletons import Skeletons
from app.web.render.steering import control_values

# Placeholders for what differs between two loads of the page.
PRIVATE, PRESENCE, NOTE_ID = "private", "presence", "note-id-"
NOTE_ID_BYTES = 12


class _Named(NamedTuple):
    name: bool


class _Anyone(NamedTuple):
    """What the template may know about a person, so that a shared skeleton cannot contain one seat's data."""

    facilitates: bool
    role: str | None
    seat: _Named


def board_page(
    session: Session,
    fragments: Fragments,
    skeletons: Skeletons,
    person: Viewer,
    language: str,
    *,
    join_url: str,
    presence_count: int,
    gzipped: bool,
) -> bytes:
    """The page for this person as UTF-8, or as gzip if `gzipped`. Presence is a number of people."""
    audience = Audience(STEER if person.facilitates else BOARD, language)
    board = read_board(fragments, session, person.workshop, audience)
    skeleton = _skeleton(skeletons, board, join_url, person.role, named=bool(person.seat.name))
    return _filled(session, fragments, board, skeleton, person.seat.ref, presence_count, gzipped=gzipped)


def preview_page(
    session: Session,
    fragments: Fragments,
    skeletons: Skeletons,
    workshop: AnyWorkshop,
    audience: Audience,
    *,
    join_url: str,
    presence_count: int,
    gzipped: bool,
) -> bytes:
    """The page of a participant who has posted nothing, for a facilitator in the audience PREVIEW."""
    board = read_board(fragments, session, workshop, audience)
    skeleton = _skeleton(skeletons, board, join_url, None, named=workshop.naming == "named")
    return _filled(session, fragments, board, skeleton, NOBODY, presence_count, gzipped=gzipped)


def _filled(
    session: Session,
    fragments: Fragments,
    board: Board,
    skeleton: Skeleton,
    seat_ref: str,
    presence_count: int,
    *,
    gzipped: bool,
) -> bytes:
    audience = board.audience.rendered_as
    private = PrivateFragments(fragments, session, board.steering, audience).whole([seat_ref])[seat_ref]
    states = own_states.elements(session, board.steering, [seat_ref], audience.language)[seat_ref]
    blocks: dict[str, list[Block]] = {
        **board.blocks,
        **{name: [block(element, FAST)] for name, element in states.items()},
        PRIVATE: [block(private, FAST)],
        PRESENCE: [block(f"{presence_count}")],
        **{
            name: [block(secrets.token_hex(NOTE_ID_BYTES))]
            for name in skeleton.placeholders
            if name.startswith(NOTE_ID)
        },
    }
    return skeleton.fill(blocks, gzipped=gzipped)


def _skeleton(skeletons: Skeletons, board: Board, join_url: str, role: str | None, *, named: bool) -> Skeleton:
    def render() -> str:
        numbers = count(1)
        return html(
            "board/board.html",
            board.audience.language,
            board=board,
            person=_Anyone(board.audience.facilitates, role, _Named(named)),
            here=placeholder(PRESENCE),
            private_fragment=placeholder(PRIVATE),
            own_state=placeholder,
            notes_of=placeholder,
            # Each box has its own id, because two posts with the same id count as one note.
            fresh_id=lambda _bytes: placeholder(f"{NOTE_ID}{next(numbers)}"),
            link=join_url,
            **(control_values(board.controls) if board.controls else {}),
            decline_reasons=REASONS,
        )

    return skeletons.get(board.workshop, f"{board.audience} {role} {named}", render)
