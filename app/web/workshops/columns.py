"""The discussion questions while a workshop runs: worded anew, added, put elsewhere, taken away."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.board import notes
from app.domain.errors import Conflict, Refused
from app.domain.rows import ColumnRow
from app.domain.workshops import columns, seats, workshops
from app.presentation import translations as texts
from app.web.context import Context, Key, Language, SeatRef, count_action
from app.web.errors import STATUS
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")

# Where what is wrong concerns no question that is there, but the one to be added.
MORE = "more"
_TAG = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True)
class Typed:
    """What stood in one question's boxes, and which wording its writer had read before."""

    question: str
    short_name: str
    # In other languages, as a column keeps them.
    words: dict[str, dict[str, str]]
    read: str

    @property
    def text(self) -> str:
        """All of it, to be read."""
        own = {"question": self.question, "short_name": self.short_name}
        return "\n\n".join(text for words in [own, *self.words.values()] for text in words.values() if text)

    @property
    def mark(self) -> str:
        return columns.mark(self.question, self.short_name, self.words)

    def others(self, field: str) -> dict[str, str]:
        """One of the fields in the other languages, by tag."""
        return {tag: words[field] for tag, words in self.words.items() if field in words}


@dataclass
class Shown:
    """What the page says besides what is kept: what has been typed and is not saved, what is wrong and about which."""

    typed: dict[int, Typed] = field(default_factory=dict)
    more: str = ""
    more_name: str = ""
    saved: int = 0
    problem: str = ""
    about: int | str = 0
    # Somebody else has worded that question meanwhile.
    overtaken: bool = False
    # The words of a question that is no longer there stand in `more`.
    lost: bool = False

    def text(self) -> str:
        """All that would be lost with the page."""
        typed = [typed.text for typed in self.changed().values()]
        return "\n\n".join(filter(None, [*typed, self.more, self.more_name]))

    def changed(self) -> dict[int, Typed]:
        """What is not as it was read."""
        return {number: typed for number, typed in self.typed.items() if typed.mark != typed.read}

    def settle(self, present: list[ColumnRow]) -> None:
        """Forget what is saved; the words of a question that has gone become those of one more."""
        changed = self.changed()
        marks = {column.id or 0: columns.mark_of(column) for column in present}
        gone = [typed.text for number, typed in changed.items() if number not in marks]
        self.typed = {
            number: typed for number, typed in changed.items() if number in marks and typed.mark != marks[number]
        }
        self.lost = bool(gone)
        self.more = "\n\n".join([*gone, *filter(None, [self.more])])


@router.get("/questions")
async def questions(context: Context, language: Language, key: Key, ref: SeatRef, saved: int = 0) -> Response:
    presence = context.hub.presence_counts()
    shown = Shown(saved=saved)
    drawn = await context.database.read(lambda session: _page(session, presence, language, key, ref, shown))
    return HTMLResponse(drawn)


@router.post("/questions")
async def change(request: Request, context: Context, language: Language, key: Key, ref: SeatRef) -> Response:
    """One thing with one question (`do`: word-ID, earlier-ID, later-ID, remove-ID or add); what stands in the boxes of
    the others comes back as it was typed."""
    form = await request.form()
    what, _, number = str(form.get("do") or "").partition("-")
    column = int(number) if number.isdecimal() and len(number) < 10 else 0
    # As `text` it comes from the page that says what went wrong.
    more = _field(form, "more") or _field(form, "text")
    shown = Shown(_typed(form), more=more, more_name=_field(form, "more-name"))
    request.state.kept = {"text": shown.text()}
    act = _act(what, column, shown)

    def write(session: Session) -> None:
        act(session, seats.load_actor(session, key, ref, hold=True), datetime.now(UTC))

    status = 200
    try:
        await count_action(request, key, ref)
        await context.database.write(write, key)
    except Refused as error:
        shown.problem, status = str(error), STATUS[type(error)]
        shown.about = MORE if what == "add" else column
        shown.overtaken = what == "word" and isinstance(error, Conflict)
    else:
        if what == "add":
            shown.more = shown.more_name = ""
        elif what in ("word", "remove"):
            shown.typed.pop(column, None)
        shown.saved = column if what == "word" else 0

    presence = context.hub.presence_counts()
    drawn = await context.database.read(lambda session: _page(session, presence, language, key, ref, shown))
    if shown.problem or shown.typed or shown.more:
        return HTMLResponse(drawn, status)
    # The part of the page one comes back to stands in the address the form was sent to.
    return RedirectResponse(f"/w/{key}/questions{f'?saved={column}' if shown.saved else ''}", 303)


def _act(what: str, column: int, shown: Shown) -> Callable[[Session, seats.Actor, datetime], int]:
    typed = shown.typed.get(column, Typed("", "", {}, ""))
    acts: dict[str, Callable[[Session, seats.Actor, datetime], int]] = {
        "add": lambda session, person, now: columns.add(session, person, shown.more, now, short_name=shown.more_name),
        "word": lambda session, person, now: columns.word(
            session,
            person,
            column,
            typed.question,
            typed.others("question"),
            now,
            short_name=typed.short_name,
            short_names=typed.others("short_name"),
            read=typed.read,
        ),
        "earlier": lambda session, person, now: columns.step(session, person, column, by=-1, now=now),
        "later": lambda session, person, now: columns.step(session, person, column, by=1, now=now),
        "remove": lambda session, person, now: columns.remove(session, person, column, now),
    }
    # Sent by no button of ours.
    return acts.get(what, lambda session, person, now: person.workshop.seq)


def _page(session: Session, presence: Mapping[int, int], language: str, key: str, ref: str | None, shown: Shown) -> str:
    person = seats.load_actor(session, key, ref)
    seats.require(person, "people")
    workshop = person.workshop
    assert workshop.id is not None
    present = notes.columns(session, workshop.id)
    shown.settle(present)
    if shown.about not in (MORE, *(column.id for column in present)):
        shown.about = 0
    return html(
        "workshops/questions.html",
        language,
        workshop=workshop,
        person=person,
        place=workshops.place_name(session, workshop),
        here=max(1, presence.get(workshop.id, 0)),
        columns=present,
        counts={column: steered for column, (_, steered) in notes.counts(session, workshop.id).items()},
        others=[tag for tag in texts.languages() if tag != workshop.language],
        most=columns.MOST,
        longest=columns.LONGEST,
        longest_name=columns.LONGEST_NAME,
        marks={column.id: columns.mark_of(column) for column in present},
        shown=shown,
    )


def _typed(form: FormData) -> dict[int, Typed]:
    """By column, what stands in the fields `question-ID`, `name-ID` and both with `-TAG`, and in `read-ID`."""
    found = {}
    for name in form:
        number = name.removeprefix("read-")
        if name != number and number.isdecimal() and len(number) < 10:
            found[int(number)] = Typed(
                _field(form, f"question-{number}"),
                _field(form, f"name-{number}"),
                columns.words_of(_by_tag(form, f"question-{number}-"), _by_tag(form, f"name-{number}-")),
                _field(form, name),
            )
    return found


def _by_tag(form: FormData, start: str) -> dict[str, str]:
    """By language, what stands in the fields that are called `start` and its tag."""
    told = {name.removeprefix(start): _field(form, name) for name in form if name.startswith(start)}
    return {tag: text for tag, text in told.items() if _TAG.fullmatch(tag)}


def _field(form: FormData, name: str) -> str:
    """What was typed, as it would be kept."""
    return str(form.get(name) or "").replace("\r\n", "\n").strip()
