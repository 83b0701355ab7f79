"""Joining and posting without JavaScript, in Firefox and in WebKit."""

from selenium.webdriver.remote.webdriver import WebDriver

from tests.engines.window import Window
from tests.servers.server import Server

NOTE = ".notes > li"


def plain_http(server: Server) -> str:
    """An address of this machine that browsers do not take for it, so that plain http is as in a meeting room."""
    return f"http://[::ffff:7f00:1]:{server.port}"


def test_without_javascript_people_join_post_and_edit(engine_without_scripts: WebDriver, engine_server: Server) -> None:
    workshop, window = engine_server.workshop(), Window(engine_without_scripts)
    window.go(plain_http(engine_server))
    window.fill("Join code", workshop.code)
    window.leave_by("button", "Join")
    window.leave_by("button", "Join")
    window.write("By a plain form", 1)
    window.find(NOTE, "By a plain form")
    [posted] = workshop.order(1)
    window.click("#private-fragment .to-own")
    window.leave_by("a", "Edit note")
    window.find("textarea").clear()
    window.fill("Your note", "Changed by a plain form")
    window.button("Save")
    window.find(NOTE, "Changed by a plain form")
    assert workshop.note(posted).text == "Changed by a plain form"


def test_without_javascript_going_back_and_posting_again_loses_no_note(
    engine_without_scripts: WebDriver, engine_server: Server
) -> None:
    workshop, window = engine_server.workshop(), Window(engine_without_scripts)
    window.go(f"{plain_http(engine_server)}/j/{workshop.code}")
    window.leave_by("button", "Join")
    window.write("first")
    window.find(NOTE, "first")
    window.back()
    window.find("textarea").clear()
    window.write("second")
    # An engine that has kept the old page sends the id of the first note again, and is asked whether both are meant.
    answer = window.wait(lambda: window.all(NOTE, "second") or window.all("button", "Try again"), "an answer")[0]
    if answer.tag_name == "button":
        answer.click()
    window.find(NOTE, "second")
    assert [workshop.note(note).text for note in workshop.order()] == ["first", "second"]
