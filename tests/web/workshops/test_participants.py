"""The Participants page: totals and who is here. The Share page: whom a facilitator link is for."""

from lxml import html

from app.domain.workshops import closing, seats
from tests.app_client import AppClient
from tests.live.connecting import connect
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def rows_of(page: str) -> list[str]:
    rows = html.document_fromstring(page).xpath("//tbody[@id='people']/tr")
    return [" ".join(row.text_content().split()) for row in rows]


def totals_of(page: str) -> list[str]:
    rows = html.document_fromstring(page).xpath("//ul[@id='group-totals']/li")
    return [" ".join(row.text_content().split()) for row in rows]


async def test_who_is_here_is_told_only_where_names_are_shown(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    for naming, told in (("anonymous", False), ("choice", False), ("named", True)):
        app_client.workshop.act(FAY, closing.choose_naming, naming)
        connect(app_client, ANA)
        page = (await fay.get(app_client.path("/participants"))).text
        ana, ben = next(row for row in rows_of(page) if "Ana" in row or "Person 1" in row), rows_of(page)[1]
        assert (" Here" in ana) == told, naming
        assert " Here" not in ben
        assert (">Now<" in page) == told


async def test_totals_count_the_groups_that_are_shown_and_leave_out_removed_people(app_client: AppClient) -> None:
    app_client.workshop = workshop = SampleWorkshop(app_client.inside.database, shown=("resident",))
    for ref, group in (("cy", "council"), ("dee", "resident"), ("eve", "resident")):
        workshop.join(ref, speaks_for=group)
    fay = app_client.visitor(FAY)
    page = (await fay.get(app_client.path("/participants"))).text
    # Cy is the only person from the council. Fay is of the team, which is not counted.
    assert totals_of(page) == ["Resident 4", "No group shown 1"]
    assert "Council" not in " ".join(rows_of(page))
    eve = workshop.read(lambda session: seats.load_actor(session, workshop.key, "eve").seat.id)
    workshop.act(FAY, seats.remove, eve)
    assert totals_of((await fay.get(app_client.path("/participants"))).text) == ["Resident 3", "No group shown 1"]


async def test_a_facilitator_link_shows_whom_it_is_for(app_client: AppClient) -> None:
    fay = app_client.visitor(FAY)
    await fay.post(app_client.path("/links"), data={"name": "  Priya   Nair " + "x" * 100})
    page = await fay.get(app_client.path("/share"))
    names = html.document_fromstring(page.text).xpath("//summary/bdi/text()")
    assert names == ["First facilitator link", f"Priya Nair {'x' * 69}"]
    # The security log holds no text that people wrote.
    assert "Priya" not in str(
        app_client.workshop.read(
            lambda session: session.connection().exec_driver_sql("SELECT * FROM security_log").all()
        )
    )
    for ref in (ANA, BEN):
        assert (await app_client.visitor(ref).post(app_client.path("/links"), data={"name": "me"})).status_code == 403
