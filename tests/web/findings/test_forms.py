"""Forms of a programme that were filled in wrongly say so beside the field."""

from tests.web.findings.acting import Office
from tests.web.findings.test_reports import started
from tests.web.problems import problem_of


async def test_nothing_is_deleted_or_renamed_until_its_form_is_complete(team: Office) -> None:
    deletion = await team.olga.post(f"{team.path}/deletion")
    assert problem_of(deletion, "sure") == "Nothing was deleted. To delete the programme, tick the box first."
    interview = await team.interview()
    withdrawal = await team.olga.post(f"{interview}/withdrawal")
    assert problem_of(withdrawal, "sure") == "Nothing was withdrawn. To withdraw the interview, tick the box first."
    assert (await team.ravi.get(interview)).status_code == 200
    report = await started(team)
    assert problem_of(await team.ravi.post(report, data={"title": " "}), "report-title")
    assert "What we heard" in (await team.ravi.get(report)).text
