"""What each route is sent: addresses of what there is, and the fields of its form."""

import httpx
from lxml import html

from tests.app_client import PASSWORD
from tests.web.personas import People

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
    "POST /p/{key}/interviews/{interview_id}/text": {"text": "Corrected.", "id": "2" * 24, "seen": "{text_seen}"},
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


async def send(everyone: People, browser: httpx.AsyncClient, route: str, key: str = "") -> httpx.Response:
    method, path = route.split(" ")
    address = path.format_map(places_for(everyone, path) | ({"key": key} if key else {}))
    if method == "GET":
        # A long poll that has missed something is answered at once.
        cell = {name: value.format_map(everyone.places) for name, value in CELL.items()}
        excerpt = {"kind": "excerpt", "ref": everyone.places["excerpt"]}
        params = {
            "/w/{key}/news": {"since": "0", "epoch": ""},
            "/p/{key}/matrix/cell": cell,
            "/p/{key}/passage": excerpt,
        }
        return await browser.get(address, params=params.get(path))
    own = {name: _filled(everyone, value) for name, value in FIELDS.get(route, {}).items()}
    fields = SENT_TO_ALL | {name: everyone.places[name] for name in ("column", "phase")} | own
    if (form := FORM_PAGES.get(route)) is not None:
        fields = await _form(everyone, form.format_map(everyone.places), path.format_map(places_for(everyone, path)))
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


def places_for(everyone: People, path: str) -> dict[str, str]:
    own = {"link_id": everyone.places["invitation"]} if path.startswith("/organisers") else {}
    if path.startswith("/p/"):
        own = {"key": everyone.places["programme"], "organiser_id": everyone.places["analyst"]}
    return everyone.places | ({"name": "facilitator"} if path.startswith("/help") else {}) | own
