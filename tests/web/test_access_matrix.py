"""Who may do what: every route, method and persona, with the database compared before and after each request."""

import re
from collections.abc import AsyncGenerator, Generator

import httpx
import pytest
import pytest_asyncio
from lxml import html
from sqlmodel import update

from app.domain.models import Organisation
from tests.app_client import PASSWORD, inside
from tests.web.conftest import cheapen_hashes
from tests.web.personas import People, people, routes

# One world for all these tests, because making it takes longer than most of them.
pytestmark = pytest.mark.asyncio(loop_scope="module")

OUTSIDERS = {
    *("no credentials", "removed", "revoked link", "seat that does not exist", "other workshop's facilitator"),
    *("signed out", "deactivated", "password without code"),
}
ORGANISERS = {"organiser", "organiser of another programme"}
TEAM = {"notetaker", "facilitator"}
SEATS = {"participant"} | TEAM
# Of the programme.
MEMBERS = {"organiser", "analyst", "reviewer"}
ACCOUNTS = ORGANISERS | MEMBERS | {"analyst of another programme"}
# Who is let in.
LET_IN = {
    "everyone": OUTSIDERS | ACCOUNTS | SEATS,
    "a seat": SEATS,
    "the writer": {"participant"},
    "the writer of a comment": {"participant"},
    "the team": TEAM,
    # The team does not vote and raises no hand.
    "a participant": {"participant"},
    "a facilitator": {"facilitator"},
    "an organiser": ORGANISERS,
    "the organiser": {"organiser"},
    "an account": ACCOUNTS,
    "a member": MEMBERS,
    "an analyst": {"organiser", "analyst"},
    "no one, while the programme has an organiser": set(),
    "the programme's organiser": {"organiser"},
}
# An organiser may open every board, so what they see of one before that is not probed here.
OF_BOARDS = {"everyone", "a seat", "the writer", "the team", "a participant", "a facilitator"}
WHO = {
    "everyone": """
        GET /|POST /language|GET /j|GET /j/{code}|GET /w/{key}/join|POST /w/{key}/join
        GET /w/{key}/facilitate/{token}|POST /w/{key}/facilitate|GET /w/{key}/facilitate|GET /r|GET /i|GET /o
        GET /recover|POST /recover
        GET /reports/{key}|GET /reports/{key}/{number}|GET /reports/{key}/{number}/report.{format}
        GET /d/{secret}|POST /d/{secret}/comments
        GET /r/{code}|POST /w/{key}/rejoin|GET /o/{token}|POST /o|GET /i/{secret}|POST /i|GET /healthz|GET /readyz
        GET /metrics|GET /.well-known/security.txt|GET /s/{token}
        GET /sign-in|POST /sign-in|GET /sign-in/code|POST /sign-in/code|POST /sign-in/language|POST /sign-out
        GET /help|GET /help/{name}|GET /accessibility|GET /w/{key}/own.css|GET /w/{key}/people|GET /w/{key}/waiting
        GET /time
        GET /account/sign-ins/{session_id}/end|GET /account/sign-ins/end|GET /account/second-factor/codes/kept
        GET /account/second-factor/off|GET /organisers/{organiser_id}/second-factor-reset
        GET /organisers/{organiser_id}/password-link|GET /organisers/{organiser_id}/activation
        GET /organisers/{organiser_id}/deactivation|GET /organisers/links/{link_id}/end
        GET /organisers/second-factor|GET /organisers/invitations|GET /organisers/notice
    """,
    "a seat": """
        GET /w/{key}|GET /w/{key}/board|GET /w/{key}/news|POST /w/{key}/notes|GET /w/{key}/qr.svg
        GET /w/{key}/device|POST /w/{key}/device|GET /w/{key}/place
        GET /w/{key}/own-notes/erasure|POST /w/{key}/own-notes/erasure
        GET /w/{key}/departure|POST /w/{key}/departure|GET /w/{key}/asks|GET /w/{key}/asks/{ask_id}
        GET /w/{key}/notes/{note_id}/comments|POST /w/{key}/notes/{note_id}/comments
    """,
    "the writer": """
        GET /w/{key}/notes/{note_id}/edit|POST /w/{key}/notes/{note_id}|POST /w/{key}/notes/{note_id}/withdrawal
        POST /w/{key}/device/{device_id}/removal
    """,
    "a participant": """
        POST /w/{key}/hand|POST /w/{key}/ready|POST /w/{key}/notes/{note_id}/votes
        POST /w/{key}/asks/{ask_id}/answers|POST /w/{key}/asks/{ask_id}/group
    """,
    "the writer of a comment": """
        GET /w/{key}/comments/{comment_id}/edit|POST /w/{key}/comments/{comment_id}
        POST /w/{key}/comments/{comment_id}/withdrawal
    """,
    "a facilitator": """
        POST /w/{key}/comments/{comment_id}/hiding|POST /w/{key}/comments/{comment_id}/approval
        POST /w/{key}/votes/closure|POST /w/{key}/stacks/{note_id}|POST /w/{key}/stacks/{note_id}/name
        POST /w/{key}/selection/hiding|POST /w/{key}/selection/place
        POST /w/{key}/stacks/{note_id}/removal|POST /w/{key}/stacks/notes/{note_id}/removal
        POST /w/{key}/notes/{note_id}/hiding|POST /w/{key}/notes/{note_id}/place|GET /w/{key}/map|GET /w/{key}/tables
        POST /w/{key}/notes/{note_id}/codings|GET /w/{key}/handout|GET /w/{key}/share|GET /w/{key}/share/screen
        GET /w/{key}/next-steps
        GET /w/{key}/suggestions|GET /w/{key}/notes/{note_id}/erasure|POST /w/{key}/notes/{note_id}/erasure
        POST /w/{key}/seats/{seat_id}/erasure
        GET /w/{key}/participants|POST /w/{key}/joining/pause|POST /w/{key}/joining/admission
        GET /w/{key}/newcomers
        POST /w/{key}/seats/{seat_id}/removal|POST /w/{key}/seats/{seat_id}/return|POST /w/{key}/links
        POST /w/{key}/links/{link_id}/revocation|POST /w/{key}/code|POST /w/{key}/code/strangers
        POST /w/{key}/naming|POST /w/{key}/closure|GET /w/{key}/questions|POST /w/{key}/questions
        GET /w/{key}/records|GET /w/{key}/records/{name}.{format}
        GET /w/{key}/hidings|POST /w/{key}/hidings|POST /w/{key}/hidings/{first}/{count}/removal
        POST /w/{key}/phase|POST /w/{key}/phase/end|POST /w/{key}/timer|POST /w/{key}/timer/pause
        POST /w/{key}/timer/time|POST /w/{key}/timer/stop|POST /w/{key}/timer/freeze|POST /w/{key}/lock
        POST /w/{key}/columns/{column}/opening|GET /w/{key}/agenda|POST /w/{key}/agenda/phases
        POST /w/{key}/agenda/phases/{phase_id}|POST /w/{key}/agenda/phases/{phase_id}/position
        POST /w/{key}/agenda/phases/{phase_id}/removal|POST /w/{key}/agenda/default
        POST /w/{key}/approval|POST /w/{key}/columns/{column}/lock|POST /w/{key}/columns/{column}/veil
        POST /w/{key}/notes/{note_id}/approval|POST /w/{key}/seats/{seat_id}/muting
        POST /w/{key}/notes/{note_id}/spotlight|POST /w/{key}/bringing|POST /w/{key}/announcement
        POST /w/{key}/hands/lowering|GET /w/{key}/screen|POST /w/{key}/screen|GET /w/{key}/preview
        POST /w/{key}/recovery-code|POST /w/{key}/handover|POST /w/{key}/asks/{ask_id}/opening
        POST /w/{key}/asks/{ask_id}/results|POST /w/{key}/asks/{ask_id}/judgements
    """,
    "the team": """
        GET /w/{key}/paste|POST /w/{key}/paste|POST /w/{key}/undo
    """,
    "an organiser": """
        GET /w/{key}/held|GET /w/{key}/held/{name}.txt|POST /w/{key}/held/date|GET /security-log
        GET /organisers|POST /organisers/{organiser_id}/deactivation|POST /organisers/{organiser_id}/activation
        GET /organisers/{organiser_id}/removal|POST /organisers/{organiser_id}/removal
        POST /organisers/{organiser_id}/second-factor-reset|POST /organisers/second-factor|POST /organisers/notice
        POST /organisers/invitations|POST /organisers/{organiser_id}/password-link
        POST /organisers/links/{link_id}/end
        POST /p|POST /w/{key}/copies|POST /w/{key}/deletion|POST /w/{key}/plan|POST /plans/{plan_id}/removal
        POST /w/{key}/opening|GET /workshops/new|POST /workshops|GET /w/{key}/details|POST /w/{key}/details
        GET /w/{key}/framework|POST /w/{key}/framework
    """,
    "an account": """
        GET /account|GET /account/details|POST /account/details|GET /account/password|POST /account/password
        POST /account/sign-ins/end|GET /account/notices|POST /account/notices
        GET /account/second-factor|POST /account/second-factor|POST /account/second-factor/codes
        POST /account/second-factor/off|GET /account/second-factor/set-up|POST /account/second-factor/set-up
        GET /account/second-factor/codes|POST /account/second-factor/codes/kept|GET /workshops|GET /p
    """,
    "a member": """
        GET /p/{key}|GET /p/{key}/members|GET /p/{key}/interviews|GET /p/{key}/interviews/{interview_id}
        GET /p/{key}/codebook|GET /p/{key}/codebook/{code}|GET /p/{key}/moved|GET /p/{key}/rounds
        GET /p/{key}/rounds/{round_id}|GET /p/{key}/themes|GET /p/{key}/steps|GET /p/{key}/memos|GET /p/{key}/matrix
        GET /p/{key}/matrix/cell|GET /p/{key}/ratings|GET /p/{key}/reports|GET /p/{key}/reports/{report_id}
        GET /p/{key}/reports/{report_id}/page|GET /p/{key}/reports/{report_id}/sign-off
        GET /p/{key}/reports/{report_id}/editions/{number}|GET /p/{key}/held
    """,
    "an analyst": """
        GET /p/{key}/interviews/new|POST /p/{key}/members/{organiser_id}/removal|POST /p/{key}/interviews
        POST /p/{key}/interviews/preview|POST /p/{key}/interviews/{interview_id}/codes
        POST /p/{key}/interviews/{interview_id}/coded|POST /p/{key}/interviews/{interview_id}/details
        POST /p/{key}/interviews/{interview_id}/text|GET /p/{key}/rounds/{round_id}/coding
        POST /p/{key}/rounds/{round_id}/codes|POST /p/{key}/rounds/{round_id}/done
        POST /p/{key}/rounds/{round_id}/decisions|POST /p/{key}/themes|POST /p/{key}/evidence
        POST /p/{key}/themes/{theme_id}|POST /p/{key}/themes/{theme_id}/versions
        POST /p/{key}/themes/{theme_id}/evidence|POST /p/{key}/themes/{theme_id}/place
        POST /p/{key}/themes/{theme_id}/merge|POST /p/{key}/themes/{theme_id}/removal|GET /p/{key}/records
        GET /p/{key}/records/{name}.{format}|GET /p/{key}/held/{name}.txt|POST /p/{key}/matrix/facets
        POST /p/{key}/steps|GET /p/{key}/steps.csv|GET /p/{key}/steps.ics
        POST /p/{key}/steps/promotion|POST /p/{key}/steps/{step_id}|POST /p/{key}/steps/{step_id}/updates
        POST /p/{key}/steps/{step_id}/removal|POST /p/{key}/facets|POST /p/{key}/undo|POST /p/{key}/memos
        POST /p/{key}/memos/{memo_id}|POST /p/{key}/memos/{memo_id}/removal|POST /p/{key}/matrix/cell
        POST /p/{key}/matrix/versions|POST /p/{key}/reports|POST /p/{key}/reports/{report_id}
        GET /p/{key}/reports/{report_id}/quotes|POST /p/{key}/reports/{report_id}/sections/{section}
        POST /p/{key}/reports/{report_id}/limits|POST /p/{key}/reports/{report_id}/sections/{section}/versions
        POST /p/{key}/reports/{report_id}/quotes|POST /p/{key}/reports/{report_id}/sections/{section}/preview
        POST /p/{key}/reports/{report_id}/comments/{comment}
    """,
    "the programme's organiser": """
        GET /p/{key}/details|POST /p/{key}/details|POST /p/{key}/partners|POST /p/{key}/places
        POST /p/{key}/places/{place_id}/removal|POST /p/{key}/workshops|POST /p/{key}/workshops/{workshop_id}/removal
        POST /p/{key}/deletion|POST /p/{key}/members|POST /p/{key}/members/invitations
        POST /p/{key}/members/{organiser_id}/role|POST /p/{key}/interviews/{interview_id}/withdrawal
        POST /p/{key}/codebook-imports
        POST /p/{key}/codebook|POST /p/{key}/codebook/{code}|POST /p/{key}/codebook/{code}/merge
        POST /p/{key}/codebook/{code}/split|GET /p/{key}/framework|POST /p/{key}/framework
        POST /p/{key}/rounds|POST /p/{key}/rounds/{round_id}/closure|POST /p/{key}/rounds/{round_id}/rules
        POST /p/{key}/reports/{report_id}/removal|POST /p/{key}/reports/{report_id}/editions
        POST /p/{key}/reports/{report_id}/editions/{number}/unpublishing
        POST /p/{key}/reports/{report_id}/editions/{number}/publication
        POST /p/{key}/reports/{report_id}/comments/{comment}/removal
        POST /p/{key}/reports/{report_id}/links|POST /p/{key}/reports/{report_id}/links/{link}/end
        POST /p/{key}/steps/links|POST /p/{key}/steps/links/{page_id}/end
    """,
    "no one, while the programme has an organiser": """
        POST /p/{key}/organiser
    """,
    "the organiser": """
        POST /account/sign-ins/{session_id}/end|GET /organisers/links/{link_id}
    """,
}
ROUTES = {route: who for who, listed in WHO.items() for route in re.split(r"\s*[|\n]\s*", listed.strip())}
# Forms that need more than a click, with what a person fills in.
CELL = {"rows": "place", "row": "{place}", "columns": "element", "column": "involve_voice"}
FIELDS: dict[str, dict[str, str | list[str]]] = {
    "POST /w/{key}/notes": {"id": "c" * 24, "text": "new words"},
    "POST /w/{key}/naming": {"naming": "named"},
    "POST /w/{key}/questions": {"do": "add", "more": "Another question?"},
    "POST /w/{key}/notes/{note_id}/codings": {"element": "scale_reach"},
    "POST /w/{key}/hidings": {"group": "resident"},
    "POST /w/{key}/agenda/phases": {"title": "One more phase"},
    "POST /w/{key}/agenda/phases/{phase_id}": {"title": "Another title"},
    "POST /w/{key}/timer": {"minutes": "5", "seen": "off"},
    "POST /w/{key}/timer/time": {"seconds": "60"},
    "POST /w/{key}/notes/{note_id}/approval": {"decision": "approve"},
    "POST /w/{key}/held/date": {"keep_until": "2031-01-01", "what": "ask", "reason": "agreed"},
    "POST /w/{key}/copies": {"title": "Another round"},
    "POST /w/{key}/notes/{note_id}/votes": {"phase": "1", "votes": "1"},
    "POST /w/{key}/votes/closure": {"phase": "1"},
    "POST /w/{key}/asks/{ask_id}/answers": {"answer-1": "1"},
    "POST /w/{key}/asks/{ask_id}/group": {"group": "nhs"},
    "POST /w/{key}/asks/{ask_id}/judgements": {"subject": "1", "value": "1", "reason": "Agreed"},
    "POST /w/{key}/comments/{comment_id}/approval": {"decision": "approve"},
    "POST /w/{key}/notes/{note_id}/comments": {"id": "d" * 24},
    "POST /w/{key}/stacks/{note_id}": {"notes": ""},
    "POST /w/{key}/selection/hiding": {"notes": "{note_id}"},
    "POST /w/{key}/selection/place": {"notes": "{note_id}"},
    "POST /w/{key}/screen": {"shows": "board"},
    "POST /account/details": {"name": "Olga", "email": "new@council.example"},
    "POST /account/password": {"password": "another four words together"},
    "POST /w/{key}/deletion": {"missing": "1"},
    "POST /p": {"name": "A programme", "keep_until": "2031-01-01"},
    "POST /p/{key}/places": {"place": "Another place"},
    "POST /p/{key}/workshops": {"workshop": "{other_workshop}"},
    "POST /p/{key}/members": {"account": "{otto}", "role": "analyst"},
    "POST /p/{key}/members/invitations": {"role": "analyst"},
    "POST /p/{key}/members/{organiser_id}/role": {"role": "lead"},
    "POST /p/{key}/interviews/{interview_id}/codes": {"start": "0", "end": "4", "words": "Kept", "give": "none"},
    "POST /p/{key}/interviews/{interview_id}/text": {"text": "Corrected.", "id": "2" * 24},
    "POST /p/{key}/codebook": {"name": "Another code"},
    "POST /p/{key}/codebook-imports": {"rows": '[{{"name": "A code of a file"}}]', "sure": ""},
    "POST /p/{key}/codebook/{code}": {"name": "Other words", "revision": "0"},
    "POST /p/{key}/codebook/{code}/merge": {"into": "involve_voice"},
    "POST /p/{key}/framework": {"text": "A name", "replaces": ""},
    "POST /p/{key}/codebook/{code}/split": {"name": "A part", "unit": "excerpt {excerpt}"},
    "POST /p/{key}/evidence": {"theme": "{theme_id}", "unit": "excerpt {excerpt}"},
    "POST /p/{key}/facets": {"facet": "facet_role", "unit": "excerpt {excerpt}"},
    "POST /p/{key}/undo": {"action": "1"},
    "POST /p/{key}/memos": {"kind": "programme"},
    "POST /p/{key}/memos/{memo_id}": {"revision": "0"},
    "POST /p/{key}/themes/{theme_id}": {"name": "Other words", "revision": "1"},
    "POST /p/{key}/themes/{theme_id}/versions": {"former": "0", "revision": "1"},
    "POST /p/{key}/themes/{theme_id}/evidence": {"do": "for", "unit": "excerpt {excerpt}"},
    "POST /p/{key}/themes/{theme_id}/merge": {"into": "{other_theme}"},
    "POST /p/{key}/steps/promotion": {"unit": "note {workshop_id}:{note_id}"},
    "POST /p/{key}/steps/{step_id}": {"text": "Other words", "revision": "0"},
    "POST /p/{key}/steps/{step_id}/updates": {"update": "It has begun"},
    "POST /p/{key}/matrix/cell": CELL | {"summary": "Words", "revision": "1"},
    "POST /p/{key}/matrix/facets": CELL | {"facet": "facet_role", "selected": "excerpt {excerpt}", "revision": "1"},
    "POST /p/{key}/matrix/versions": CELL | {"former": "0", "revision": "1"},
    "POST /p/{key}/reports": {"place": "{place}", "title": "Another report"},
    "POST /p/{key}/reports/{report_id}": {"title": "Another title"},
    "POST /p/{key}/reports/{report_id}/sections/{section}": {"revision": "1"},
    "POST /p/{key}/reports/{report_id}/sections/{section}/versions": {"former": "0", "revision": "1"},
    "POST /p/{key}/reports/{report_id}/links": {"days": "7"},
    "POST /p/{key}/reports/{report_id}/editions/{number}/unpublishing": {"reason": "It names someone."},
    "POST /p/{key}/rounds": {"name": "Round 2", "amount": "1", "coders": ["{olga}", "{analyst}"]},
    "POST /p/{key}/rounds/{round_id}/rules": {"code": "{code}", "rule": "Another rule", "seen": ""},
    "POST /p/{key}/rounds/{round_id}/closure": {"reason": "agreed"},
    "POST /p/{key}/rounds/{round_id}/codes": {"kind": "excerpt", "ref": "{excerpt}", "give": "involve_voice"},
}
SENT_TO_ALL = {"on": "1", "sure": "1", "current": PASSWORD, "text": "other words", "top": "1", "last": "0", "name": "A"}
# The page that shows a form with more fields than these.
FORM_PAGES = {
    "POST /workshops": "/workshops/new",
    "POST /w/{key}/details": "/w/{key}/details",
    "POST /w/{key}/framework": "/w/{key}/framework",
    "POST /p/{key}/details": "/p/{programme}/details",
    "POST /p/{key}/interviews": "/p/{programme}/interviews/new",
    "POST /p/{key}/interviews/preview": "/p/{programme}/interviews/new",
    "POST /p/{key}/interviews/{interview_id}/details": "/p/{programme}/interviews/{interview_id}",
}
# What people who are let in cannot do from this start: they would need a second factor, a board with names, one
# without notes, an agenda that has begun, a closed round, or a cell with a former
# version.
NEEDS_MORE = {
    *("POST /account/second-factor/codes", "POST /account/second-factor/off", "POST /account/second-factor/set-up"),
    *("GET /account/second-factor/set-up", "GET /account/second-factor/codes"),
    *("POST /account/second-factor/codes/kept", "POST /organisers/{organiser_id}/second-factor-reset"),
    *("POST /w/{key}/naming", "POST /w/{key}/seats/{seat_id}/erasure", "POST /w/{key}/columns/{column}/opening"),
    # They would need an earlier action, and another facilitator.
    *("POST /w/{key}/undo", "POST /w/{key}/handover"),
    *("POST /w/{key}/notes/{note_id}/votes", "POST /w/{key}/votes/closure"),
    # They would need an open rating, and one whose results are shown. A planned one is for facilitators.
    "GET /w/{key}/asks/{ask_id}",
    *("POST /w/{key}/asks/{ask_id}/answers", "POST /w/{key}/asks/{ask_id}/group"),
    *("POST /w/{key}/asks/{ask_id}/results", "POST /w/{key}/asks/{ask_id}/judgements"),
    *("POST /p/{key}/rounds/{round_id}/decisions", "POST /p/{key}/matrix/versions"),
    # They would need a report that passes every check, and a note that may be quoted.
    *("POST /p/{key}/reports/{report_id}/editions", "POST /p/{key}/reports/{report_id}/quotes"),
    # They would need a report that was never signed, and an edition that was unpublished.
    "POST /p/{key}/reports/{report_id}/removal",
    "POST /p/{key}/reports/{report_id}/editions/{number}/publication",
    # Undoing needs an earlier action, and only its writer changes a memo.
    *("POST /p/{key}/undo", "POST /p/{key}/memos/{memo_id}", "POST /p/{key}/memos/{memo_id}/removal"),
    *("POST /w/{key}/notes/{note_id}/comments", "POST /w/{key}/comments/{comment_id}"),
}
# They name a workshop, an account or a place, which organisers may add to every programme of theirs.
OWN = {"POST /p/{key}/workshops", "POST /p/{key}/members", "POST /p/{key}/reports"}
ELSEWHERE = re.compile(r"^/(sign-in|w/[^/]+/join|j)\b")
# What an account does before it has the second factor that its organisation requires.
SET_UP = "/account/second-factor"
SETTING_UP = re.compile(r"(GET|POST) /account/(second-factor|notices)")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[People]:
    folder = tmp_path_factory.mktemp("matrix")
    limits = {"actions_per_10_seconds": 100_000, "code_failures_per_minute": 100_000}
    with pytest.MonkeyPatch.context() as patch:
        cheapen_hashes(patch)
        async with inside(folder, **limits) as app_client:
            made = await people(app_client, folder)
            yield made
            made.close()


@pytest.fixture
def everyone(world: People) -> Generator[People]:
    yield world
    world.put_back()


async def test_every_route_says_who_may_use_it(everyone: People) -> None:
    there = set(routes(everyone.app_client.app))
    assert sorted(there - set(ROUTES)) == [], "say in WHO who may use these routes"
    assert sorted(set(ROUTES) - there) == [], "these routes no longer exist"


async def test_only_those_who_may_use_a_route_are_let_in_and_nobody_else_changes_or_learns_anything(
    everyone: People,
) -> None:
    faults: list[str] = []
    for persona in everyone.cookies:
        browser = everyone.browser(persona)
        for route, who in ROUTES.items():
            if persona in LET_IN[who] or (persona in ORGANISERS and who in OF_BOARDS):
                continue
            answer = await _ask(everyone, browser, route)
            refused = answer.status_code in (403, 404) or (
                answer.status_code == 303 and ELSEWHERE.match(answer.headers["location"])
            )
            # An organiser who names another's sign-in is answered as for one that does not exist.
            if not refused and who != "the organiser":
                faults.append(f"{persona} was answered {answer.status_code} to {route}")
            faults += _seen_or_changed(everyone, persona, route, answer)
    assert "\n".join(faults) == ""


async def test_reading_changes_nothing_and_wrong_secrets_open_nothing(everyone: People) -> None:
    faults: list[str] = []
    for persona in everyone.cookies:
        browser = everyone.browser(persona)
        for route, who in ROUTES.items():
            reads = route.startswith("GET ") and persona in LET_IN[who]
            # With no right code, password or token in it. Signing out is what it says.
            knocks = who == "everyone" and route != "POST /sign-out"
            if reads or knocks:
                answer = await _ask(everyone, browser, route)
                faults += _seen_or_changed(everyone, persona, route, answer)
    assert "\n".join(faults) == ""


async def test_what_belongs_to_another_programme_or_workshop_cannot_be_reached_through_ones_own(
    everyone: People,
) -> None:
    """With the address of their own programme or workshop, people name what is in this one."""
    faults: list[str] = []
    own = {"/p/": everyone.places["another_programme"], "/w/": everyone.places["other_workshop"]}
    for persona in ("organiser of another programme", "analyst of another programme", "other workshop's facilitator"):
        browser = everyone.browser(persona)
        start = "/w/" if "facilitator" in persona else "/p/"
        for route in ROUTES:
            path = route.split(" ")[1]
            # What has no other name in it changes their own.
            names = "{" in path.removeprefix(f"{start}{{key}}") or "{" in str(list(FIELDS.get(route, {}).values()))
            if not path.startswith(f"{start}{{key}}") or not names or route in OWN:
                continue
            answer = await _ask(everyone, browser, route, key=own[start])
            faults += [f"{persona} saw {each!r} at {route}" for each in everyone.members if each in answer.text]
            if changed := everyone.changed():
                faults.append(f"{persona} was answered {answer.status_code} and changed {changed} by {route}")
                everyone.put_back()
    assert "\n".join(faults) == ""


async def test_accounts_without_a_required_second_factor_can_only_set_one_up(everyone: People) -> None:
    required = update(Organisation).values(second_factor_required=True)
    faults: list[str] = []
    for persona in ("organiser", "analyst"):
        browser = everyone.browser(persona)
        everyone.app_client.workshop.write(lambda session: session.exec(required))
        expected = everyone.changed()
        for route, who in ROUTES.items():
            if who in OF_BOARDS or SETTING_UP.match(route):
                continue
            answer = await _ask(everyone, browser, route)
            if answer.status_code not in (403, 404) and answer.headers.get("location") != SET_UP:
                faults.append(f"{persona} was answered {answer.status_code} to {route}")
            if (changed := everyone.changed()) not in ([], expected):
                faults.append(f"{persona} changed {changed} by {route}")
        everyone.put_back()
    assert "\n".join(faults) == ""


async def test_a_route_answers_no_other_method(everyone: People) -> None:
    faults: list[str] = []
    # The cookies of everyone who has any right.
    both = everyone.app_client.visitor(cookie=f"{everyone.cookies['facilitator']}; {everyone.cookies['organiser']}")
    for path in sorted({route.split(" ")[1] for route in ROUTES}):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if f"{method} {path}" in ROUTES:
                continue
            answer = await both.request(method, path.format_map(_places(everyone, path)), data=SENT_TO_ALL)
            if answer.status_code not in (404, 405):
                faults.append(f"{method} {path} was answered {answer.status_code}")
            faults += [f"{method} {path} changed {line}" for line in everyone.changed()]
    assert "\n".join(faults) == ""


async def test_everyone_who_may_use_a_route_can(everyone: People) -> None:
    faults: list[str] = []
    for persona in ("participant", "notetaker", "facilitator", "organiser", "analyst", "reviewer"):
        browser = everyone.browser(persona)
        for route, who in ROUTES.items():
            if persona not in LET_IN[who] or who == "everyone" or route in NEEDS_MORE:
                continue
            answer = await _ask(everyone, browser, route)
            if answer.status_code >= 400 or ELSEWHERE.match(answer.headers.get("location", "")):
                faults.append(f"{persona} was answered {answer.status_code} to {route}: {_words(answer)}")
            everyone.put_back()
    assert "\n".join(faults) == ""


async def _ask(everyone: People, browser: httpx.AsyncClient, route: str, key: str = "") -> httpx.Response:
    method, path = route.split(" ")
    address = path.format_map(_places(everyone, path) | ({"key": key} if key else {}))
    if method == "GET":
        # A long poll that has missed something is answered at once.
        cell = {name: value.format_map(everyone.places) for name, value in CELL.items()}
        params = {"/w/{key}/news": {"since": "0", "epoch": ""}, "/p/{key}/matrix/cell": cell}
        return await browser.get(address, params=params.get(path))
    own = {name: _filled(everyone, value) for name, value in FIELDS.get(route, {}).items()}
    fields = SENT_TO_ALL | {name: everyone.places[name] for name in ("column", "phase")} | own
    if (form := FORM_PAGES.get(route)) is not None:
        fields = await _form(everyone, form.format_map(everyone.places), path.format_map(_places(everyone, path)))
    return await browser.post(address, data=fields)


def _filled(everyone: People, value: str | list[str]) -> str | list[str]:
    if isinstance(value, str):
        return value.format_map(everyone.places)
    return [each.format_map(everyone.places) for each in value]


async def _form(everyone: People, page: str, action: str) -> dict[str, str]:
    """The fields of a form as it stands when an organiser opens its page."""
    answer = await everyone.browser("organiser").get(page)
    forms = html.document_fromstring(answer.text or "<p>").forms
    # The form with a transcript has two buttons, each with an address.
    found = [form for form in forms if form.action in (action, f"{action}/preview")]
    # An organiser without a second factor that is required opens no page with a form.
    fields = {str(name): str(value) for form in found[:1] for name, value in form.form_values()}
    usual = {"title": "A title", "question": "Why?", "held_on": "2030-01-01", "keep_until": "2031-01-01"}
    typed = {name: value for name, value in fields.items() if value and name != "sure"}
    # Anyone who sends this name has not learned it from the answer.
    return usual | {"text": "Words.", "consent": "quotes"} | typed | ({"name": "B"} if "name" in typed else {})


def _places(everyone: People, path: str) -> dict[str, str]:
    own = {"link_id": everyone.places["invitation"]} if path.startswith("/organisers") else {}
    if path.startswith("/p/"):
        own = {"key": everyone.places["programme"], "organiser_id": everyone.places["analyst"]}
    return everyone.places | ({"name": "facilitator"} if path.startswith("/help") else {}) | own


def _seen_or_changed(everyone: People, persona: str, route: str, answer: httpx.Response) -> list[str]:
    """What this persona must not have seen in the answer, and what the request changed. Puts the database back."""
    seen = [] if persona in ORGANISERS | {"facilitator"} else everyone.facilitators
    # Members read the notes of their programme's workshops.
    if persona not in ORGANISERS | SEATS | MEMBERS:
        seen = seen + everyone.shared
    if persona not in MEMBERS:
        seen = seen + everyone.members
    faults = [f"{persona} saw {words!r} at {route}" for words in seen if words in answer.text]
    if changed := everyone.changed():
        faults += [f"{persona} changed {line} by {route}" for line in changed]
        everyone.put_back()
    return faults


def _words(answer: httpx.Response) -> str:
    return " ".join(html.document_fromstring(answer.text or "<p>").text_content().split())[:200]
