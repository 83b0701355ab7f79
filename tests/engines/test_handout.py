"""The handout on paper."""

import base64
import re
import zlib
from contextlib import suppress

import pytest

from tests.engines.conftest import Board
from tests.workshop import FAY

PAGE = rb"/Type\s*/Page\b"


@pytest.mark.parametrize("engine", [pytest.param("firefox", marks=pytest.mark.firefox)], indirect=True)
def test_the_handout_is_printed_on_one_sheet(board: Board) -> None:
    board.visit(FAY, "/handout")
    board.find(".big.code")
    printed = base64.b64decode(board.driver.print_page())
    assert pages(printed) == 1


def pages(pdf: bytes) -> int:
    """The number of pages of a PDF file, whose objects may be in compressed streams."""
    found = len(re.findall(PAGE, pdf))
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found += len(re.findall(PAGE, zlib.decompress(stream)))
    return found
