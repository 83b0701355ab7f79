"""Making a workshop by its form."""

from tests.app_client import AppClient, set_up
from tests.web.accounts.test_accounts import form
from tests.web.board.test_joining import text_of

WELSH = {"accept-language": "cy"}
IN_WELSH = {"title-cy": "Iechyd yn y gorllewin", "question-cy": ["Cwestiwn un?", "", "Cwestiwn tri?"], "notice-cy": ""}


async def make(app_client: AppClient, **values: object) -> tuple[str, object]:
    """Create a workshop as Olga; returns its key and her browser."""
    olga = app_client.visitor()
    await set_up(app_client, olga)
    data = form((await olga.get("/workshops/new?plan=discussion")).text, "/workshops") | {"notice": "Ask us."}
    made = await olga.post("/workshops", data=data | {"title": "Health in Westfield"} | values)
    assert made.status_code == 303, text_of(made)
    return made.headers["location"].split("/")[2], olga
