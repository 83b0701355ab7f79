"""Someone who has never seen it: from the set-up link to the files, in Firefox and in WebKit."""

import csv
import json

import openpyxl
from selenium.webdriver.common.keys import Keys

from tests.engines.conftest import Engine
from tests.engines.window import Window
from tests.servers.server import Server


def test_a_newcomer_goes_from_the_set_up_link_to_the_files(engine: Engine, server: Server) -> None:
    window = Window(engine.driver)
    window.go(server.keys.setup_link(server.url))
    for label, text in (
        ("Your organisation", "Eastfield Council"),
        ("Lawful basis for using notes", "public task"),
        ("Contact for questions about notes", "health@council.example"),
        ("Your name", "Olga"),
        ("Email address", "olga@council.example"),
        ("Password", "four words put together"),
    ):
        window.fill(label, text)
    window.leave_by("button", "Create account")
    window.leave_by("a", "The three discussion questions")
    assert "/o/" not in window.driver.current_url
    window.fill("Title", "Health in Westfield")
    window.leave_by("button", "Create workshop")
    window.leave_by("button", "Code and links")
    window.leave_by("a", "Print handout")
    code = window.find(".big.code").text
    window.back()
    window.find("a", "Mapping")
    board = window.driver.current_url

    # The same browser joins as a participant would: the code opens the workshop of the organiser's own seat.
    window.go(f"{server.url}/j/{code.replace(' ', '')}")
    window.write("note 0")
    window.find(".notes > [data-rank]", "Saved")
    window.go(board)
    window.leave_by("a", "Mapping")
    window.find("#now .words", "note 0")
    window.press("q", Keys.ENTER)
    window.find("#progress", "1 of 1 note mapped")

    window.leave_by("a", "Records")
    files = {}
    for name, kind in (("Excel", "XLSX"), ("CSV", "CSV"), ("JSON", "JSON")):
        window.link(name)
        suffix = f".{kind.lower()}"
        files[kind] = window.wait(lambda suffix=suffix: engine.downloaded(suffix), f"a file that ends with {suffix}")
    header, *rows = openpyxl.load_workbook(files["XLSX"])["Notes"].iter_rows(values_only=True)
    assert [dict(zip(header, row, strict=True))["Text"] for row in rows] == ["note 0"]
    with files["CSV"].open(encoding="utf-8-sig", newline="") as lines:
        assert [row["text"] for row in csv.DictReader(lines)] == ["note 0"]
    assert json.loads(files["JSON"].read_text())
