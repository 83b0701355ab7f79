"""The report of `make chaos`: one line per accident, over all rounds."""

from benchmarks.chaos import COMPLETE, SAVED, outcomes, printed


def case(name: str, inside: str = "", saved: int = 60, seconds: float = 0.5) -> str:
    properties = f'<property name="{SAVED}" value="{saved}"/><property name="{COMPLETE}" value="{seconds}"/>'
    return f'<testcase name="{name}"><properties>{properties}</properties>{inside}</testcase>'


def report(*cases: str) -> str:
    return f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"


def test_rounds_of_one_accident_are_summed_in_one_line() -> None:
    name = "test_no_accident_loses_notes_or_leaves_pages_out_of_date[{}-a_worker_is_killed]"
    (found,) = outcomes(report(*(case(name.format(seed), seconds=seed) for seed in range(3))))
    assert (found.accident, found.rounds, found.harmed, found.saved) == ("a worker is killed", 3, 0, 180)
    assert (found.median_seconds, found.longest_seconds) == (1, 2)


def test_an_accident_without_parameters_gets_the_name_of_its_test() -> None:
    (found,) = outcomes(report(case("test_a_bad_network_loses_no_notes[0]")))
    assert found.accident == "a bad network loses no notes"


def test_failures_and_errors_are_counted_as_harm() -> None:
    cases = [case("test_a[0]", "<failure/>"), case("test_a[1]", "<error/>"), case("test_a[2]")]
    (found,) = outcomes(report(*cases))
    assert (found.rounds, found.harmed) == (3, 2)


def test_a_skipped_round_is_not_counted() -> None:
    skipped = '<testcase name="test_a[0]"><skipped/></testcase>'
    (found,) = outcomes(report(skipped))
    assert (found.rounds, found.skipped, found.saved, found.median_seconds) == (0, 1, 0, None)


def test_every_accident_is_printed() -> None:
    lines = printed(outcomes(report(case("test_a[0]"), case("test_b[0]", "<failure/>")))).splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["a", "1", "0"], ["b", "1", "1"]]
