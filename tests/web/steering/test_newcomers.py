"""People who wait to join, in the steering bar."""

from lxml import html

from app.domain.workshops import joining_controls
from tests.app_client import AppClient
from tests.web.board.newcomers import ask, at, slowly
from tests.workshop import FAY


async def bar_part(app_client: AppClient) -> html.HtmlElement:
    answer = await app_client.visitor(FAY).get(app_client.path("/newcomers"))
    return html.fragment_fromstring(answer.text)


async def test_the_bar_says_how_many_wait_and_lets_them_in(app_client: AppClient) -> None:
    slowly(app_client)
    browsers = at(app_client, *["192.0.2.1"] * 5)
    quiet = await bar_part(app_client)
    assert "0 waiting to join" in " ".join(quiet.text_content().split())
    assert "No one is waiting to join." in quiet.text_content()
    assert quiet.xpath("//button[@data-some]") == []
    assert len(quiet.xpath("//button[@class='admit' and @disabled]")) == 1
    for browser in browsers:
        await ask(app_client, browser)
    part = await bar_part(app_client)
    assert part.xpath("string(//button[@data-some])").split() == ["3", "waiting", "to", "join"]
    assert "3 people are waiting to join" in part.text_content()
    assert part.xpath("//button[@class='admit' and @disabled]") == []
    await app_client.visitor(FAY).post(app_client.path("/joining/admission"))
    assert (await bar_part(app_client)).xpath("//button[@data-some]") == []
    app_client.workshop.act(FAY, joining_controls.pause_joining, on=True)
    paused = await bar_part(app_client)
    assert paused.xpath("string(//button[@name='on']/@value)") == "0"
    assert paused.xpath("//*[@id='joining-paused' and @hidden]") == []
