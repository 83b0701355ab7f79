"""Undo through the web: words that say what was undone, or who has changed it since."""

from app.domain.board import bulk_hiding, notes, pasting
from app.domain.findings.asks import asks, judgements
from app.domain.records import security_log
from app.domain.records.security_log import Kind
from app.domain.steering import agenda, locks
from app.domain.steering.undoing_events import UNDOABLE
from app.domain.workshops import closing, joining_controls, links, muting, seats
from app.web.steering.undoing import actions
from tests.app_client import SCRIPT, AppClient
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def workshop_seat(workshop: SampleWorkshop, ref: str) -> int:
    rows = workshop.read(lambda session: seats.rows(session, workshop.id, [ref]))
    return rows[ref].id


def add_priya(workshop: SampleWorkshop) -> None:
    """Let Priya open a facilitator link of her own."""
    workshop.act(FAY, links.add_link, name="Priya")
    opened = {"secret": "priya", "fresh_secret": "priya", "now": workshop.now()}
    workshop.write(
        lambda session: links.facilitate(session, workshop.key, links.links(session, workshop.id)[-1].ref, **opened)
    )


async def test_undo_says_what_it_undid_and_at_which_seq(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    posted = [workshop.post(ref) for ref in (ANA, BEN)]
    workshop.act(FAY, notes.move, posted[0], column_id=workshop.columns[1], after=None)
    workshop.act(FAY, bulk_hiding.hide_group, "resident")
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert (answer.status_code, answer.text) == (200, "Undone: Hide from participants · 2 notes")
    assert int(answer.headers["x-seq"]) == workshop.workshop().seq
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT | {"accept-language": "cy"})
    assert answer.status_code == 200
    assert answer.text != "Undone: Move note"
    assert workshop.order() == posted
    nothing = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert (nothing.status_code, nothing.text) == (404, "There is nothing to undo.")


async def test_undo_names_the_colleague_who_has_changed_the_note_since(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    add_priya(workshop)
    first, second = workshop.post(ANA), workshop.post(ANA)
    workshop.act(FAY, notes.hide, first, on=True)
    workshop.act(FAY, notes.hide, second, on=True)
    workshop.act("priya", notes.hide, second, on=False)
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert (answer.status_code, answer.text) == (
        409,
        "Not undone: Hide from participants. Priya has changed this since.",
    )
    assert workshop.order() == [second]
    # The next press undoes the action before it.
    answer = await fay.post(app_client.path("/undo"), data={"skipped": answer.headers["x-action"]}, headers=SCRIPT)
    assert answer.text == "Undone: Hide from participants"
    assert workshop.order() == [first, second]


async def test_undo_tells_changes_of_a_writer_and_of_the_person_apart(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    gone, moved = workshop.post(ANA), workshop.post(ANA)
    workshop.act(FAY, notes.hide, gone, on=True)
    workshop.act(ANA, notes.withdraw, gone, on=True)
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert answer.text == "Not undone: Hide from participants. This has changed since."
    for column in workshop.columns[1:]:
        workshop.act(FAY, notes.move, moved, column_id=column, after=None)
    latest = workshop.workshop().seq
    answer = await fay.post(app_client.path("/undo"), data={"skipped": f"{latest}"}, headers=SCRIPT)
    assert answer.text == "Not undone: Move note. You have changed this since."


async def test_a_browser_without_javascript_is_sent_back_to_the_board(app_client: AppClient) -> None:
    note = app_client.workshop.post(ANA)
    app_client.workshop.act(FAY, notes.hide, note, on=True)
    answer = await app_client.visitor(FAY).post(app_client.path("/undo"))
    assert (answer.status_code, answer.headers["location"]) == (303, app_client.path())
    assert app_client.workshop.order() == [note]


async def test_what_is_skipped_must_be_a_list_of_seqs(app_client: AppClient) -> None:
    for skipped in ("x", "1,,2", "9" * 10, ",".join(["1"] * 50)):
        answer = await app_client.visitor(FAY).post(app_client.path("/undo"), data={"skipped": skipped}, headers=SCRIPT)
        assert answer.status_code == 422


def test_every_kind_of_action_that_can_be_undone_has_words() -> None:
    assert actions(str).keys() == {kind.__name__ for kind in UNDOABLE}


async def test_the_agenda_page_undoes_an_edit_and_shows_the_agenda_again(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    await fay.post(app_client.path("/agenda/phases"), data={"title": "Warm up"})
    page = await fay.get(app_client.path("/agenda"))
    assert "Undo my last action" in page.text
    answer = await fay.post(app_client.path("/undo"), data={"to": "agenda"})
    assert (answer.status_code, answer.headers["location"]) == (303, app_client.path("/agenda"))
    assert "Warm up" not in (await fay.get(answer.headers["location"])).text
    workshop.act(FAY, locks.veil, workshop.columns[0], on=True)
    workshop.act(FAY, locks.veil, workshop.columns[0], on=False)
    shown = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert shown.text == "Undone: Show all answers. People may have read it."


async def test_undo_says_that_results_which_people_have_seen_cannot_be_hidden_again(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    phase, ask = workshop.plan_rating()
    workshop.act(FAY, agenda.enter, phase, seen=None)
    workshop.act(FAY, asks.set_open, ask, on=True)
    workshop.act(FAY, asks.show, ask)
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert (answer.status_code, answer.text) == (
        409,
        "Not undone: Show results to everyone. People may have seen the results.",
    )


async def test_undoing_what_the_security_log_holds_is_in_it_too(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    acts = (
        (lambda: workshop.act(FAY, closing.choose_naming, "named"), Kind.NAMING_CHOSEN),
        (lambda: workshop.act(FAY, joining_controls.pause_joining, on=True), Kind.JOINING_RESUMED),
        (lambda: workshop.act(FAY, muting.mute, workshop_seat(workshop, ANA), on=True), Kind.PERSON_UNMUTED),
        (lambda: workshop.act(FAY, notes.hide, workshop.post(ANA), on=True), Kind.ACTION_UNDONE),
    )
    for act, kind in acts:
        act()
        assert (await fay.post(app_client.path("/undo"), headers=SCRIPT)).status_code == 200
        (latest,) = workshop.read(lambda session: security_log.listed(session, 0, 1))
        assert latest.kind == kind


async def test_undo_says_which_pasted_notes_stay_and_why_a_choice_of_names_does(app_client: AppClient) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    workshop.act(FAY, closing.choose_naming, "choice")
    workshop.act(FAY, pasting.add_all, form_id="f" * 24, column_id=workshop.columns[0], texts=["One", "Two", "Three"])
    moved = workshop.order()[0]
    add_priya(workshop)
    workshop.act("priya", notes.move, moved, column_id=workshop.columns[1], after=None)
    page = await fay.get(app_client.path("/paste"))
    assert "Undo my last action" in page.text
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert answer.text == "Undone: Post for someone else · 2 notes. 1 note stays, because it has changed since."
    answer = await fay.post(app_client.path("/undo"), headers=SCRIPT)
    assert (answer.status_code, answer.text) == (
        409,
        "Not undone: Choose names on notes. People have written since, and rely on what they were told about names.",
    )
    back = await fay.post(app_client.path("/undo"), data={"to": "paste", "skipped": answer.headers["x-action"]})
    assert back.status_code == 404


async def test_the_page_of_a_rating_undoes_what_the_group_agreed_and_shows_the_rating_again(
    app_client: AppClient,
) -> None:
    workshop, fay = app_client.workshop, app_client.visitor(FAY)
    phase, ask = workshop.plan_rating()
    workshop.act(FAY, agenda.enter, phase, seen=None)
    workshop.act(FAY, asks.set_open, ask, on=True)
    workshop.act(FAY, asks.show, ask)
    workshop.act(FAY, judgements.judge, ask, "involve_voice", 2, "We ask and rarely answer")
    page = await fay.get(app_client.path(f"/asks/{ask}"))
    assert "We ask and rarely answer" in page.text
    assert "Undo my last action" in page.text
    answer = await fay.post(app_client.path("/undo"), data={"to": f"asks/{ask}"})
    assert (answer.status_code, answer.headers["location"]) == (303, app_client.path(f"/asks/{ask}"))
    assert "We ask and rarely answer" not in (await fay.get(answer.headers["location"])).text
