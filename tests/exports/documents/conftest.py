"""The sample document in every format."""

import pytest

from tests.exports.documents.sample import DOCUMENT, WRITERS


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name: write(DOCUMENT) for name, write in WRITERS.items()}
