"""Editions that are taken away from readers: who may do it, what stays, and what a restored backup brings back."""

from pathlib import Path

import pytest

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings.reports import editions, reports, unpublishing
from app.maintenance import backup
from app.storage.database import Database
from tests.programme import LENA, OLGA, RAVI, RHYS, SampleProgramme
from tests.reports import REPORT, SampleReport


def test_an_unpublished_edition_stays_in_the_programme_and_can_be_published_again(programme: SampleProgramme) -> None:
    report = SampleReport(programme)
    report.finish()
    report.sign()
    report.sign(correction="The summary was wrong.")
    key = report.written().report.key

    def read(number: int | None = None) -> int | None:
        found = programme.read(lambda session: editions.published(session, key, number))
        return found.edition.number if found else None

    def is_unpublished(number: int | None = None) -> bool:
        return programme.read(lambda session: editions.is_unpublished(session, key, number))

    for name, refusal in ((RAVI, NotAllowed), (RHYS, NotAllowed), ("Zed", NotFound)):
        with pytest.raises(refusal):
            programme.act(name, unpublishing.unpublish, REPORT, 2, "It names someone.")
    with pytest.raises(Invalid):
        programme.act(LENA, unpublishing.unpublish, REPORT, 2, " ")
    with pytest.raises(NotFound):
        programme.act(LENA, unpublishing.unpublish, REPORT, 3, "It names someone.")
    with pytest.raises(Conflict):
        programme.act(LENA, unpublishing.publish, REPORT, 2)
    assert (read(), read(2), is_unpublished(2)) == (2, 2, False)

    programme.act(LENA, unpublishing.unpublish, REPORT, 2, "It names someone.")
    assert (read(), read(1), read(2), is_unpublished(2), is_unpublished()) == (1, 1, None, True, False)
    kept = programme.act(RHYS, unpublishing.find, REPORT, 2)
    assert (kept.unpublished_name, kept.unpublished_reason) == (LENA, "It names someone.")
    assert editions.digest(kept.content) == kept.sha256
    with pytest.raises(Conflict):
        programme.act(OLGA, unpublishing.unpublish, REPORT, 2, "Again.")
    # The next edition has a number that no reader has seen with other words.
    assert report.sign(correction="No one is named.") == 3
    with pytest.raises(Conflict):
        programme.act(OLGA, reports.remove, REPORT)
    for number in (1, 3):
        programme.act(OLGA, unpublishing.unpublish, REPORT, number, "We check it again.")
    assert (read(), is_unpublished()) == (None, True)
    local = programme.read(lambda session: editions.latest_published(session, report.written().report))
    assert local is None

    with pytest.raises(NotAllowed):
        programme.act(RAVI, unpublishing.publish, REPORT, 2)
    programme.act(LENA, unpublishing.publish, REPORT, 2)
    assert (read(), read(2), is_unpublished(2)) == (2, 2, False)
    assert programme.act(RHYS, unpublishing.find, REPORT, 2).unpublished_reason == ""
    named = [one for one in programme.events() if one in ("EditionUnpublished", "EditionPublished")]
    assert named == ["EditionUnpublished"] * 3 + ["EditionPublished"]


def test_a_restored_backup_does_not_publish_an_unpublished_edition(
    sqlite_programme: SampleProgramme, tmp_path: Path
) -> None:
    programme, report = sqlite_programme, SampleReport(sqlite_programme)
    report.finish()
    report.sign()
    key, workshop = report.written().report.key, programme.workshop
    url, file = workshop.database.url, tmp_path / "backup.sqlite3"
    backup.backup(url, file)
    programme.act(OLGA, unpublishing.unpublish, REPORT, 1, "It names someone.")
    workshop.database.close()
    backup.restore(url, file, replace=True)
    workshop.database = Database(url)
    assert programme.read(lambda session: editions.published(session, key)) is None
    assert programme.read(lambda session: editions.is_unpublished(session, key, 1))
    workshop.database.close()
