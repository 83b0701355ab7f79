"""The page of next steps: choosing notes, adding and reporting, files, and the public page."""

import re
from datetime import UTC, datetime

import icalendar
import sqlmodel
from lxml import html

from app.domain.findings.steps.step_models import StepUpdate
from app.domain.records import erasure
from app.domain.steering import agenda, agenda_editing
from app.web.security import public_pages
from tests.web.findings.acting import Office, invited, words_of
from tests.web.records.test_security_log import entries
from tests.workshop import ANA, FAY


async def step(team: Office, **fields: str) -> str:
    """The address of a new step."""
    answer = await team.ravi.post(
        f"{team.path}/steps", data={"text": "Pay within 30 days", "owner": "Council"} | fields
    )
    assert answer.status_code == 303, answer.text
    found = re.search(r"step=(\w+)", answer.headers["location"])
    assert found is not None
    return f"{team.path}/steps/{found[1]}"


def opened(address: str) -> str:
    """The address of the page on which this step is open."""
    path, _slash, step_id = address.rpartition("/")
    return f"{path}?step={step_id}"


async def test_a_note_becomes_a_step_that_is_worded_reported_on_removed_and_brought_back(team: Office) -> None:
    assert "No next steps yet" in words_of(await team.ravi.get(f"{team.path}/steps"))
    workshop = team.app_client.workshop
    note = workshop.post(ANA, "pay on time! 90 days kills us", column=-1)
    page = await team.ravi.get(f"{team.path}/steps?add=notes")
    assert "pay on time! 90 days kills us" in page.text
    unit = {"unit": f"note {workshop.id}:{note}"}
    made = await team.ravi.post(f"{team.path}/steps/promotion", data=unit)
    address = f"{team.path}/steps/{re.findall('step=([0-9a-f]+)', made.headers['location'])[0]}"
    shown = words_of(await team.ravi.get(opened(address)))
    assert "Step 1 of 1" in shown
    assert "From this note pay on time! 90 days kills us" in shown
    assert "No notes are left." in words_of(await team.ravi.get(f"{team.path}/steps?add=notes"))
    fields = {
        "text": "Pay small groups within 30 days",
        "owner": "Eastfield Council",
        "due": "2027-02-28",
        "revision": "0",
    }
    assert (await team.ravi.post(address, data=fields | {"about": "element involve_voice"})).status_code == 303
    late = await team.olga.post(address, data=fields | {"text": "Words of Olga"})
    assert late.status_code == 409
    assert "Words of Olga" in late.text
    assert "The saved version Pay small groups within 30 days" in words_of(late)
    update = {"update": "Finance agreed.", "state": "underway", "id": "a" * 24}
    for _twice in range(2):
        assert (await team.ravi.post(f"{address}/updates", data=update)).status_code == 303
    shown = words_of(await team.ravi.get(opened(address)))
    assert "1 step: 0 done, 1 under way" in shown
    assert shown.count("Finance agreed.") == 1
    nothing = await team.ravi.post(f"{address}/updates", data={"update": "", "state": "underway"})
    assert nothing.status_code == 422
    assert "Write what happened" in nothing.text
    assert (await team.ravi.post(f"{address}/removal")).status_code == 303
    gone = words_of(await team.ravi.get(opened(address)))
    assert "This step was removed." in gone
    assert "No next steps yet" in gone
    await team.ravi.post(f"{address}/removal", data={"on": "0"})
    assert "Finance agreed." in words_of(await team.ravi.get(opened(address)))


async def test_wrong_fields_are_refused_beside_the_field_with_what_was_typed(team: Office) -> None:
    refused = await team.ravi.post(f"{team.path}/steps", data={"text": "", "owner": "Typed owner", "due": "2027-02-30"})
    assert refused.status_code == 422
    assert "Typed owner" in refused.text
    assert 'id="due-problem"' in refused.text
    none = await team.ravi.post(f"{team.path}/steps/promotion", data={})
    assert none.status_code == 422
    assert "Choose at least one note." in none.text


async def test_steps_are_filtered_grouped_and_downloaded(team: Office) -> None:
    place = await team.place()
    await step(team, text="Overdue one", due="2020-01-31", place=place, state="agreed")
    await step(team, text="=Far away", due="2099-12-31", owner="", state="agreed")
    page = words_of(await team.ravi.get(f"{team.path}/steps?only=overdue"))
    assert "2 steps: 0 done, 0 under way, 1 overdue, 1 without an owner" in page
    assert "Overdue one" in page
    assert "Far away" not in page
    assert "Far away" not in words_of(await team.ravi.get(f"{team.path}/steps?place={place}"))
    assert "0 of 1 done" in words_of(await team.ravi.get(team.path))
    assert "Council 1 step" in words_of(await team.ravi.get(f"{team.path}/steps?by=owner"))
    table = await team.ravi.get(f"{team.path}/steps.csv")
    assert 'filename="next-steps-healthier-neighbourhoods-' in table.headers["content-disposition"]
    assert table.content.decode("utf-8-sig").splitlines()[1].startswith('"Overdue one"')
    assert '"\'=Far away"' in table.text
    calendar = icalendar.Calendar.from_ical((await team.ravi.get(f"{team.path}/steps.ics")).content)
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Overdue one", "=Far away"]
    assert (await team.ravi.get(f"{team.path}/steps.xlsx")).status_code == 404
    # A reviewer reads the steps and takes no file away; downloads are in the security log.
    rhys = await invited(team.app_client, team.olga, team.path, "Rhys", "reviewer")
    assert "steps.csv" not in (await rhys.get(f"{team.path}/steps")).text
    for name in ("csv", "ics"):
        assert (await rhys.get(f"{team.path}/steps.{name}")).status_code == 403
        assert f"format: {name}" in (await team.olga.get("/security-log")).text


async def test_the_public_page_shows_text_owner_state_and_updates_only_until_it_ends(team: Office) -> None:
    workshop = team.app_client.workshop
    note = workshop.post(ANA, "Zebra crossing near the hub", column=-1)
    await team.ravi.post(f"{team.path}/steps/promotion", data={"unit": f"note {workshop.id}:{note}"})
    address = await step(team, due="2020-01-31", about="element involve_voice", state="agreed")
    await team.ravi.post(f"{address}/updates", data={"update": "We began.", "state": "underway"})
    assert (await team.ravi.post(f"{team.path}/steps/links")).status_code == 403
    await team.olga.post(f"{team.path}/steps/links")
    page = (await team.ravi.get(f"{team.path}/steps")).text
    link = re.search(r'href="[^"]*(/s/[^"]+)"', page)
    assert link is not None
    visitor = team.app_client.visitor()
    # A program that makes a link of an address may take the punctuation after it along.
    answer = await visitor.get(f"{link[1]}).")
    assert answer.headers["x-robots-tag"] == "noindex"
    # The security log says on which days the link was used, and not when or by whom.
    assert (await team.app_client.visitor().get(link[1])).status_code == 200
    used = [entry for entry in entries(team.app_client) if entry.kind == "link_used" and "steps" in entry.details]
    assert {(entry.name, entry.device, entry.times, str(entry.at.time())) for entry in used} == {
        ("", "", 1, "00:00:00")
    }
    assert len({entry.at for entry in used}) == len(used) <= 2
    shown = words_of(answer)
    for words in ("Pay within 30 days", "Council", "Under way", "We began."):
        assert words in shown
    # An update shortly before midnight in UTC is of the next day where the programme is.
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    workshop.write(lambda session: session.exec(sqlmodel.update(StepUpdate).values(at=late)))
    for browser, path in ((visitor, link[1]), (team.ravi, opened(address))):
        assert "2 July 2026" in words_of(await browser.get(path))
    for inside in ("2020", "Voice", "Ravi", "Zebra", "involve_voice", "Proposed", "/p/"):
        assert inside not in answer.text, inside
    # Once the note is decided, its words are public too, until the note is erased.
    steps = re.findall(r"step=([0-9a-f]{24})", page)
    for step_id in set(steps):
        await team.ravi.post(f"{team.path}/steps/{step_id}/updates", data={"update": "", "state": "agreed"})
    assert "Zebra" in (await visitor.get(link[1])).text
    workshop.act(FAY, erasure.erase_note, note)
    for browser, path in ((visitor, link[1]), (team.ravi, f"{team.path}/steps"), (team.ravi, f"{team.path}/steps.csv")):
        assert "Zebra" not in (await browser.get(path)).text
    team.stop_time()
    for _page in range(public_pages.PAGES_A_MINUTE):
        busy = await visitor.get(link[1])
    assert (busy.status_code, "refresh" in busy.headers) == (503, True)
    visitor = team.app_client.visitor()
    assert (await visitor.get(link[1])).status_code == 200
    ended = re.search(r"/steps/links/(\w+)/end", (await team.olga.get(f"{team.path}/steps")).text)
    assert ended is not None
    await team.olga.post(f"{team.path}{ended[0]}")
    assert (await visitor.get(link[1])).status_code == 404
    assert (await visitor.get(f"/s/{ended[1]}.{'0' * 40}")).status_code == 404


async def test_a_facilitator_makes_steps_on_a_page_of_the_workshop_while_people_write(team: Office) -> None:
    client, workshop = team.app_client, team.app_client.workshop
    address = client.path("/next-steps")
    workshop.post(ANA, "pay on time! 90 days kills us", column=-1)
    fay = client.visitor(FAY)
    alone = words_of(await fay.get(address))
    assert "Next steps belong to a programme." in alone
    assert "kills us" not in alone
    assert (await client.visitor(ANA).get(address)).status_code == 403
    for cookie in team.olga.cookies.jar:
        fay.cookies.jar.set_cookie(cookie)
    page = await fay.get(address)
    (form,) = html.document_fromstring(page.text).xpath("//form[contains(@action, '/promotion')]")
    made = await fay.post(form.get("action"), data=dict(form.form_values()))
    assert (made.status_code, made.headers["location"]) == (303, address)
    shown = words_of(await fay.get(address))
    assert "Steps from this workshop pay on time! 90 days kills us" in shown
    assert "Proposed · No owner yet · No date yet Change step" in shown
    assert "No notes are left." in shown
    assert "pay on time! 90 days kills us" in words_of(await team.ravi.get(f"{team.path}/steps"))


async def test_the_board_leads_facilitators_to_next_steps_in_the_last_phase_of_writing(team: Office) -> None:
    client, workshop = team.app_client, team.app_client.workshop
    for title in ("Write", "Next steps"):
        workshop.act(FAY, agenda_editing.add, agenda_editing.Draft(title, may=["write"]))
    first, last = workshop.read(lambda session: agenda.phases(session, workshop.id))
    link = f'href="{client.path("/next-steps")}"'
    for phase, seen, shown in ((first, None, False), (last, first.id, True)):
        workshop.act(FAY, agenda.enter, phase.id, seen=seen)
        assert (link in (await client.visitor(FAY).get(client.path())).text) == shown
        assert link not in (await client.visitor(ANA).get(client.path())).text
