"""What waits for people on the overview: quotes to read, summaries out of date, and differences to settle."""

from app.domain.findings import progress
from app.domain.findings.coding import rounds, settling
from app.domain.findings.progress import Progress
from app.domain.findings.themes import cells
from app.domain.findings.themes.matrix import Address
from app.domain.mapping import codings
from app.domain.workshops import closing
from tests.programme import LENA, RAVI, SampleProgramme
from tests.reports import REPORT, VOICE, SampleReport
from tests.workshop import ANA, FAY

ROUND, POWER = "r" * 24, "involve_decisions"


def test_quotes_wait_for_another_reader_and_summaries_and_differences_for_the_team(
    sqlite_programme: SampleProgramme,
) -> None:
    programme = sqlite_programme
    report = SampleReport(programme)
    ravi, lena = programme.accounts[RAVI], programme.accounts[LENA]

    def now() -> Progress:
        return programme.read(lambda session: progress.read(session, programme.programme(session)))

    (draft,) = now().to_read
    assert (draft.report_id, draft.section, draft.waits_for(ravi), draft.waits_for(lena)) == (REPORT, "findings", 0, 1)
    address = Address("place", str(programme.place.id), "element", VOICE)
    programme.act(RAVI, cells.write, address, "People are asked late.", [], 0)
    assert [at.stale for at in now().places] == [0]
    programme.workshop.act(FAY, codings.give, programme.workshop.post(ANA, "Asked again"), VOICE)
    assert [at.stale for at in now().places] == [1]

    programme.act(LENA, rounds.draw, ROUND, rounds.Draft("Round 1", (lena, ravi), percent=100, seed=1))
    for unit in report.notes:
        programme.act(LENA, rounds.give, ROUND, unit, VOICE, on=True)
        programme.act(RAVI, rounds.give, ROUND, unit, VOICE if unit == report.notes[0] else POWER, on=True)
    assert now().differences is None
    programme.act(LENA, rounds.close, ROUND, "We stop here.")
    assert now().differences == (ROUND, "Round 1", 0, 1)
    programme.act(RAVI, settling.settle, ROUND, report.notes[1], [VOICE], "It is about voice.", 0)
    assert now().differences == (ROUND, "Round 1", 1, 1)

    programme.workshop.act(FAY, closing.close, on=True)
    report.finish()
    assert now().to_read == []
