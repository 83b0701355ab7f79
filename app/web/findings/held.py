"""The page What we hold: the data of one programme, as a page and as a file."""

from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.findings import programme_held
from app.domain.findings.coding.coding_models import (
    BlindCoding,
    Code,
    Excerpt,
    Interview,
    Round,
    RoundCoder,
    RoundUnit,
    Settled,
    Turn,
    UnitCoding,
)
from app.domain.findings.models import (
    History,
    Member,
    Memo,
    Partner,
    Programme,
    ProgrammeEvent,
    ProgrammePlace,
    ProgrammeWorkshop,
)
from app.domain.findings.programme_held import ProgrammeHeld
from app.domain.findings.reports.report_models import (
    Edition,
    Report,
    ReportComment,
    ReportLink,
    ReportQuote,
    ReportSection,
)
from app.domain.findings.rights import Colleague, Right, require
from app.domain.findings.steps.step_models import Step, StepLink, StepSource, StepUpdate
from app.domain.findings.themes.theme_models import Cell, CellQuote, Theme, ThemeElement, ThemeEvidence
from app.domain.models import Invitation
from app.domain.records import retention
from app.domain.records.security_log import Kind
from app.exports import file_names
from app.presentation import translations
from app.web.context import Context, Key, Language, OrganiserCookie
from app.web.findings.entering import act, enter, facts
from app.web.pages import html

router = APIRouter(prefix="/p/{key}/held")

Lines = list[tuple[str, str]]


@router.get("")
async def held_page(context: Context, language: Language, key: Key, cookie: OrganiserCookie) -> Response:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        lines = _lines(person.programme, programme_held.held(session, person.programme), language)
        return html("findings/held.html", language, lines=lines, **facts(session, person))

    return HTMLResponse(await context.database.read(read))


@router.get("/{name}.txt")
async def held_file(context: Context, language: Language, key: Key, cookie: OrganiserCookie, name: str) -> Response:
    """The same lines as plain text, to hand to the person who asks."""

    def read(session: Session) -> tuple[str, str]:
        programme = enter(session, cookie, key, Right.DOWNLOAD).programme
        lines = _lines(programme, programme_held.held(session, programme), language)
        counted = datetime.now(UTC).isoformat(timespec="minutes")
        said = (f"{label}: {value}" for label, value in lines)
        stem = file_names.stem("commonboard-programme", programme.name, key, datetime.now(UTC), programme.seq)
        return stem, "\n".join([f"{programme.name} · {programme.key}", counted, "", *said, ""])

    def record(session: Session, person: Colleague) -> None:
        require(person, Right.DOWNLOAD)
        person.by.record(session, Kind.DOWNLOADED, programme=key, format="held")

    stem, text = await context.database.read(read)
    assert cookie is not None
    await act(context, cookie, key, record)
    headers = {"content-disposition": f'attachment; filename="{stem}-held.txt"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


def _lines(programme: Programme, counted: ProgrammeHeld, language: str) -> Lines:
    _ = translations.translations(language).gettext
    rows = counted.rows
    numbers = [
        (_("Interviews"), rows[Interview] - counted.withdrawn),
        (_("Withdrawn interviews, without their words"), counted.withdrawn),
        (_("Notes about consent"), counted.consent_notes),
        (_("Turns in interviews"), rows[Turn]),
        (_("Excerpts of interviews"), rows[Excerpt]),
        (_("Codes of notes and excerpts"), rows[UnitCoding]),
        (_("Codes of this programme"), rows[Code]),
        (_("Rounds of independent coding"), rows[Round]),
        (_("Coders in these rounds"), rows[RoundCoder]),
        (_("Notes and excerpts in these rounds"), rows[RoundUnit]),
        (_("Codes in closed rounds"), rows[BlindCoding]),
        (_("Decisions about differences"), rows[Settled]),
        (_("Memos"), rows[Memo]),
        (_("Themes, removed ones too"), rows[Theme]),
        (_("Elements of themes"), rows[ThemeElement]),
        (_("Evidence for and against themes"), rows[ThemeEvidence]),
        (_("Summaries in the matrix"), rows[Cell]),
        (_("Quotes in the matrix"), rows[CellQuote]),
        (_("Next steps, removed ones too"), rows[Step]),
        (_("Notes and excerpts behind next steps"), rows[StepSource]),
        (_("Updates of next steps"), rows[StepUpdate]),
        (_("Public pages of next steps"), rows[StepLink]),
        (_("Reports, removed ones too"), rows[Report]),
        (_("Sections of reports"), rows[ReportSection]),
        (_("Quotes in reports"), rows[ReportQuote]),
        (_("Signed editions"), rows[Edition]),
        (_("Comments of participants on drafts"), rows[ReportComment]),
        (_("Links to drafts"), rows[ReportLink]),
        (_("Members"), rows[Member] - counted.left),
        (_("Members who have left"), counted.left),
        (_("Invitations"), rows[Invitation]),
        (_("Places"), rows[ProgrammePlace]),
        (_("Partners"), rows[Partner]),
        (_("Workshops, which hold their own notes"), rows[ProgrammeWorkshop]),
        (_("Earlier versions of texts, and actions that can be undone"), rows[History]),
        (_("Changes in the journal, without words or names"), rows[ProgrammeEvent]),
        (_("Entries of the security log"), counted.logged),
        (_("Entries of the list of permanently deleted interviews and comments"), counted.erased),
    ]
    until = _("Deleted on") if programme.retention == retention.DELETE else _("Reviewed on")
    day = translations.day(programme.keep_until, language)
    return [(until, day), *((label, str(number)) for label, number in numbers)]
