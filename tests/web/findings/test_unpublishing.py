"""Unpublishing an edition on the page for signing: what readers and members see, and the security log."""

from lxml import html
from sqlmodel import Session, col, select

from app.domain.findings.reports.report_models import Edition, Report
from tests.web.findings.acting import Office, words_of
from tests.web.findings.test_reports import ZEBRA, signed, started

GONE = "This edition of the report is no longer published."
IMPORTED = "This edition was imported from a file. We cannot check who signed it."


def _import(session: Session) -> None:
    """Make the only edition one that an import has brought, as `imported_outcomes.py` stores it."""
    session.exec(select(Edition)).one().asks = {}


async def test_readers_of_an_unpublished_edition_get_one_sentence_and_members_can_still_read_it(team: Office) -> None:
    path = await started(team)
    address = await signed(team, path)
    anyone = team.app_client.visitor()
    kept = f"{path}/editions/1"
    public = (address, address.removesuffix("/1"), f"{address}/report.html")
    assert (await team.ravi.post(f"{kept}/unpublishing", data={"reason": "It names someone."})).status_code == 403
    empty = await team.olga.post(f"{kept}/unpublishing", data={"reason": ""})
    assert empty.status_code == 422
    (field,) = html.document_fromstring(empty.text).xpath("//details[@open]//input[@aria-invalid='true']/@id")
    assert html.document_fromstring(empty.text).xpath(f"//*[@role='alert']//a[@href='#{field}']")
    done = await team.olga.post(f"{kept}/unpublishing", data={"reason": "It names <Mair> of the hub."})
    assert done.status_code == 303
    for there in public:
        answer = await anyone.get(there)
        assert answer.status_code == 410
        assert GONE in words_of(answer)
        assert "Mair" not in answer.text
        # There is no board at the key of a report.
        assert "/w/" not in answer.text
        assert ZEBRA not in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert "Nid yw’r argraffiad hwn" in (await anyone.get(address, headers={"accept-language": "cy"})).text
    assert (await anyone.get(kept)).status_code in (303, 404)
    # The programme shows the edition, its signature, and who unpublished it when and why.
    page = words_of(await team.ravi.get(f"{path}/sign-off"))
    for words in ("Olga, Director of Public Health", "sha256", "Unpublished", "It names <Mair> of the hub."):
        assert words in page, page
    assert IMPORTED not in page
    member = words_of(await team.ravi.get(kept))
    for words in (ZEBRA, "Unpublished", "It names <Mair> of the hub.", "edition 1"):
        assert words in member, member
    for there in (team.path, f"{team.path}/reports"):
        shown = await team.ravi.get(there)
        assert "Unpublished" in words_of(shown)
        assert f'href="{address.removesuffix("/1")}"' not in shown.text
    assert (await team.ravi.post(f"{kept}/publication")).status_code == 403
    assert (await team.olga.post(f"{kept}/publication")).status_code == 303
    for there in public:
        assert (await anyone.get(there)).status_code == 200
    # Where the hash is shown, an edition that came in a file says so.
    assert IMPORTED not in words_of(await anyone.get(address))
    team.app_client.workshop.write(_import)
    for there in (await anyone.get(address), await team.ravi.get(f"{path}/sign-off")):
        assert IMPORTED in words_of(there)
    log = words_of(await team.olga.get("/security-log"))
    assert "Unpublished an edition of a report" in log
    assert "Published an edition of a report again" in log
    assert "Mair" not in log


async def test_a_combined_edition_that_names_an_unpublished_local_one_is_marked_for_members_and_readers(
    team: Office,
) -> None:
    local_path = await started(team)
    local = await signed(team, local_path)
    await team.ravi.post(f"{team.path}/reports", data={"place": "", "title": "What places told us"})
    combined, key = team.app_client.workshop.write(sign_combined)
    pages = [(team.ravi, f"{team.path}/reports/{combined}/sign-off"), (team.app_client.visitor(), f"/reports/{key}/1")]
    for browser, page in pages:
        assert "no longer published" not in words_of(await browser.get(page))
    await team.olga.post(f"{local_path}/editions/1/unpublishing", data={"reason": "It names someone."})
    for browser, page in pages:
        shown = await browser.get(page)
        assert "no longer published" in words_of(shown)
        assert "What we heard" in words_of(shown)
        assert f'href="{local}' not in shown.text
    (marked,) = html.document_fromstring((await team.ravi.get(pages[0][1])).text).xpath(
        "//*[@id='editions']//*[@data-gone]"
    )
    assert marked.text_content().endswith("What we heard, edition 1")


def sign_combined(session: Session) -> tuple[str, str]:
    """Sign the combined report with a content that names the local edition; returns the report's id and key."""
    local, combined = session.exec(select(Report).order_by(col(Report.place_id).is_(None))).all()
    (edition,) = session.exec(select(Edition)).all()
    named = {"local": {local.id: 1}, "addresses": {local.id: local.key}, "place": ""}
    values = edition.model_dump() | {"report_id": combined.id, "content": edition.content | named}
    session.add(Edition(**values))
    return combined.id, combined.key
