"""Joining and posting without JavaScript, in Firefox and in WebKit."""

from selenium.webdriver.remote.webdriver import WebDriver

from tests.engines.window import Window
from tests.servers.server import Server


def test_without_javascript_people_join_post_and_edit(engine_without_scripts: WebDriver, engine_server: Server) -> None:
    workshop, window = engine_server.workshop(), Window(engine_without_scripts)
    window.go(engine_server.url)
    window.fill("Join code", workshop.code)
    window.button("Join")
    window.button("Join")
    window.write("By a plain form", 1)
    window.find(".notes > li", "By a plain form")
    [posted] = workshop.order(1)
    window.click("summary")
    window.link("Edit note")
    window.fill("Your note", ", and changed")
    window.button("Save")
    window.find(".notes > li", "By a plain form, and changed")
    assert workshop.note(posted).text == "By a plain form, and changed"


def test_without_javascript_going_back_and_posting_again_loses_no_note(
    engine_without_scripts: WebDriver, engine_server: Server
) -> None:
    workshop, window = engine_server.workshop(), Window(engine_without_scripts)
    window.go(f"{engine_server.url}/j/{workshop.code}")
    window.button("Join")
    window.write("first")
    window.find(".notes > li", "first")
    window.driver.back()
    window.find("textarea").clear()
    window.write("second")
    window.find(".notes > li", "second")
    assert [workshop.note(note).text for note in workshop.order()] == ["first", "second"]
