"""The Questions page: rewording, adding, reordering and removing discussion questions while a workshop runs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.responses import Response

from app.domain.board import note_rows
from app.domain.errors import Conflict, Refused
from app.domain.rows import ColumnRow
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows, columns, seats
from app.presentation import translations as texts
from app.web.context import Context, Key, Language, SeatSecret, count_action
from app.web.errors import STATUS
from app.web.header import header_facts
from app.web.pages import html

router = APIRouter(prefix="/w/{key}")

# The value of `Shown.about` for a problem with the question to be added.
MORE = "more"
_TAG = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True)
class Typed:
    """The text typed into one question's fields. `read` is the mark of the wording that the form showed."""

    question: str
    short_name: str
    # Wordings in other languages, as stored in a column.
    words: dict[str, dict[str, str]]
    read: str

    @property
    def text(self) -> str:
        """All fields as one readable text."""
        own = {"question": self.question, "short_name": self.short_name}
        return "\n\n".join(text for words in [own, *self.words.values()] for text in words.values() if text)

    @property
    def mark(self) -> str:
        return columns.mark(self.question, self.short_name, self.words)

    def others(self, field: str) -> dict[str, str]:
        """One field in the other languages, by language tag."""
        return {tag: words[field] for tag, words in self.words.items() if field in words}


@dataclass
class Shown:
    """What the page shows besides the stored questions: unsaved text, and a problem with the column it concerns."""

    typed: dict[int, Typed] = field(default_factory=dict)
    more: str = ""
    more_name: str = ""
    saved: int = 0
    problem: str = ""
    about: int | str = 0
    # Another person has reworded the question in the meantime.
    overtaken: bool = False
    # `more` contains text typed for a question that has been removed.
    lost: bool = False

    def text(self) -> str:
        """All unsaved text as one readable text."""
        typed = [typed.text for typed in self.changed().values()]
        return "\n\n".join(filter(None, [*typed, self.more, self.more_name]))

    def changed(self) -> dict[int, Typed]:
        """The questions whose typed text differs from what the form showed, by column id."""
        return {number: typed for number, typed in self.typed.items() if typed.mark != typed.read}

    def settle(self, present: list[ColumnRow]) -> None:
        """Drop text that equals the stored questions. Text of removed questions moves to `more`."""
        changed = self.changed()
        marks = {column.id: columns.mark_of(column) for column in present}
        gone = [typed.text for number, typed in changed.items() if number not in marks]
        self.typed = {
            number: typed for number, typed in changed.items() if number in marks and typed.mark != marks[number]
        }
        self.lost = bool(gone)
        self.more = "\n\n".join([*gone, *filter(None, [self.more])])


@router.get("/questions")
async def questions(context: Context, language: Language, key: Key, secret: SeatSecret, saved: int = 0) -> Response:
    presence = context.hub.presence_counts()
    shown = Shown(saved=saved)
    drawn = await context.database.read(lambda session: _page(session, presence, language, key, secret, shown))
    return HTMLResponse(drawn)


@router.post("/questions")
async def change(request: Request, context: Context, language: Language, key: Key, secret: SeatSecret) -> Response:
    """Apply one change to one question and show the other questions' text as it was typed.

    The field `do` names the change: word-ID, earlier-ID, later-ID, remove-ID or add.
    """
    form = await request.form()
    what, _, number = str(form.get("do") or "").partition("-")
    column = int(number) if number.isdecimal() and len(number) < 10 else 0
    # The error page sends the text back as `text`.
    more = _field(form, "more") or _field(form, "text")
    shown = Shown(_typed(form), more=more, more_name=_field(form, "more-name"))
    request.state.kept = {"text": shown.text()}
    act = _act(what, column, shown)

    def write(session: Session) -> None:
        act(session, seats.load_actor(session, key, secret, hold=True), datetime.now(UTC))

    status = 200
    try:
        await count_action(request, key, secret)
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
    drawn = await context.database.read(lambda session: _page(session, presence, language, key, secret, shown))
    if shown.problem or shown.typed or shown.more:
        return HTMLResponse(drawn, status)
    # The browser keeps the fragment of the form's own address, which scrolls to the question.
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
    # No button of ours sends other values.
    return acts.get(what, lambda session, person, now: person.workshop.seq)


def _page(
    session: Session, presence: Mapping[int, int], language: str, key: str, secret: str | None, shown: Shown
) -> str:
    person = seats.load_actor(session, key, secret)
    seats.require(person, "people")
    workshop = person.workshop
    present = column_rows.of(session, workshop.id)
    shown.settle(present)
    if shown.about not in (MORE, *(column.id for column in present)):
        shown.about = 0
    return html(
        "workshops/questions.html",
        language,
        **header_facts(session, person, presence),
        columns=present,
        counts={column: told[Who.FACILITATORS] for column, told in note_rows.counts(session, workshop.id).items()},
        others=[tag for tag in texts.languages() if tag != workshop.language],
        most=columns.MOST,
        longest=columns.LONGEST,
        longest_name=columns.LONGEST_NAME,
        marks={column.id: columns.mark_of(column) for column in present},
        shown=shown,
    )


def _typed(form: FormData) -> dict[int, Typed]:
    """The fields `question-ID`, `name-ID`, both with `-TAG`, and `read-ID`, by column id."""
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
    """The fields named `start` plus a language tag, by tag."""
    by_suffix = {name.removeprefix(start): _field(form, name) for name in form if name.startswith(start)}
    return {tag: text for tag, text in by_suffix.items() if _TAG.fullmatch(tag)}


def _field(form: FormData, name: str) -> str:
    """A field as it would be stored, with line breaks as \\n and without outer spaces."""
    return str(form.get(name) or "").replace("\r\n", "\n").strip()
