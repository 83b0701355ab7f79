"""Every form says everything that is wrong with it at once, beside each field, and keeps what was typed."""

import re
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from lxml import html

from tests.app_client import PASSWORD, inside
from tests.web.access_requests import CELL, places_for
from tests.web.access_rights import ROUTES
from tests.web.conftest import cheapen_hashes
from tests.web.personas import People, people

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everyone(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[People]:
    folder = tmp_path_factory.mktemp("forms")
    limits = {"actions_per_10_seconds": 100_000, "code_failures_per_minute": 100_000}
    with pytest.MonkeyPatch.context() as patch:
        cheapen_hashes(patch)
        async with inside(folder, **limits) as app_client:
            made = await people(app_client, folder)
            yield made
            made.close()


MORE = [
    "/w/{key}/agenda?phase=new",
    "/w/{key}/agenda?phase={phase}",
    "/p/{programme}/steps?add=new",
    "/p/{programme}/steps?add=notes",
    "/p/{programme}/steps?step={step_id}",
    "/p/{programme}/themes?theme={theme_id}",
    "/p/{programme}/reports/{report_id}?section=summary",
]
USUAL = {
    "title": "A title",
    "question": "Why?",
    "held_on": "2030-01-01",
    "keep_until": "2031-01-01",
    "text": "Words",
    "consent": "quotes",
    "current": PASSWORD,
    "password": "another four words together",
    "name": "A name",
    "email": "new@council.example",
}
LONG = "x" * 25000


def wrongs(field):
    if field.tag == "textarea" or (
        field.tag == "input" and field.get("type", "text") in ("text", "search", "email", "tel", "password")
    ):
        return [" ", LONG]
    if field.tag == "select" or field.get("type") in ("radio",):
        return ["nonsense"]
    if field.get("type") == "date":
        return ["soon", "1950-01-01"]
    if field.get("type") == "number":
        return ["many", "9999"]
    if field.get("type") == "checkbox":
        return [None]
    return []


def base_of(form):
    base = {}
    for e in form.xpath(".//input|.//textarea|.//select"):
        n = e.get("name")
        if not n or e.get("type") == "file":
            continue
        if e.get("type") in ("radio", "checkbox"):
            if e.get("checked") is not None or (e.get("type") == "radio" and n not in base):
                if e.get("type") == "radio":
                    base[n] = [e.get("value")]
                else:
                    base.setdefault(n, []).append(e.get("value") or "on")
            continue
        v = e.value if e.value is not None else ""
        if not v:
            v = USUAL.get(n, "") if "-" not in n else ""
        base.setdefault(n, []).append(v)
    return base


def problems(answer):
    page = html.document_fromstring(answer.text or "<p>")
    return {a.get("href")[1:]: a.text for a in page.xpath("//*[@role='alert'][contains(@class,'problems')]//a")}, [
        " ".join(e.text_content().split()) for e in page.xpath("//*[@role='alert']")
    ]


async def test_explore(everyone: People) -> None:
    import time

    t = time.time()
    both = everyone.app_client.visitor(cookie=f"{everyone.cookies['facilitator']}; {everyone.cookies['organiser']}")
    pages = [r.split(" ")[1].format_map(places_for(everyone, r.split(" ")[1])) for r in ROUTES if r.startswith("GET ")]
    pages += [m.format_map(everyone.places) for m in MORE]
    seen = {}
    for path in pages:
        if "news" in path:
            continue
        cell = {name: value.format_map(everyone.places) for name, value in CELL.items()}
        a = await both.get(path, params=cell if path.endswith("/matrix/cell") else None, follow_redirects=False)
        if a.status_code != 200 or "html" not in a.headers["content-type"]:
            continue
        for form in html.document_fromstring(a.text).forms:
            if (form.get("method") or "").lower() != "post":
                continue
            fields = [
                e
                for e in form.xpath(".//input|.//textarea|.//select")
                if e.get("name") and e.get("type") not in ("hidden", "file")
            ]
            names = {e.get("name") for e in fields}
            route = (form.get("action") or path).split("#")[0]
            key = (re.sub(r"\d+", "N", route), tuple(sorted(re.sub(r"-.*", "", n) for n in names)))
            if len(names) >= 1 and key not in seen:
                seen[key] = (path, route, form, fields)
    n = 0
    for (action, names), (path, route, form, fields) in seen.items():
        base = base_of(form)
        multi = form.get("enctype") == "multipart/form-data"

        async def post(data):
            nonlocal n
            n += 1
            flat = {k: v for k, v in data.items()}
            if multi:
                r = await both.post(route, files=[(k, (None, x)) for k, vs in flat.items() for x in vs])
            else:
                r = await both.post(route, data=flat)
            changed = everyone.changed()
            everyone.put_back()
            return r

        r = await post(base)
        print(
            "==",
            action,
            "BASE",
            r.status_code,
            r.headers.get("location", ""),
            problems(r) if r.status_code not in (200, 303) else "",
        )
        known = set()
        union = {}
        combined = {k: list(v) for k, v in base.items()}
        for f in fields:
            nm = f.get("name")
            if nm in known:
                continue
            known.add(nm)
            if len(known) > 24:
                continue
            for w in wrongs(f):
                data = {k: list(v) for k, v in base.items()}
                if w is None:
                    data.pop(nm, None)
                else:
                    data[nm] = [w] * max(1, len(base.get(nm, [])))
                r = await post(data)
                if r.status_code in (200, 303):
                    continue
                p, alerts = problems(r)
                print("   ", nm, repr(w)[:12], r.status_code, p or ("NO LINK", alerts))
                if p:
                    new = {k for k in p}
                    union.update(dict.fromkeys(new, nm))
                    combined[nm] = data.get(nm)
                    break
        if union:
            combined = {k: v for k, v in combined.items() if v is not None}
            r = await post(combined)
            p, alerts = problems(r)
            miss = set(union) - set(p)
            print(
                "   ALL", r.status_code, sorted(p), "MISSING" if miss else "ok", sorted(miss), alerts if not p else ""
            )
    print(len(seen), n, time.time() - t)
