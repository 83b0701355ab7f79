"""The results of an ask: counts by group, small groups merged, and two asks compared."""

import pytest

from app.domain.errors import Invalid
from app.domain.findings.asks import ask_results, asks, ballots
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.asks.ask_rows import OTHERS, Distribution
from tests.domain.findings.rating import POWER, VOICE, Rating
from tests.workshop import ANA, BEN


def test_counts_add_up_and_small_groups_are_merged(rating_on_each_database: Rating) -> None:
    rating = rating_on_each_database
    rating.plan(AskDraft())
    rating.open()
    council, nhs = rating.join("council", 3), rating.join("nhs", 2)
    for ref, step in zip([*council, *nhs, ANA], (1, 2, 2, 3, 3, 4), strict=True):
        rating.rate(ref, involve_voice=step)
    rating.rate(BEN, involve_voice=None)
    with pytest.raises(AssertionError):
        rating.results()
    rating.show()
    results = rating.results()
    assert results.ballots == 7
    assert results.together[VOICE] == Distribution((1, 2, 2, 1), 1)
    assert results.together[VOICE].median == (2, 3)
    assert results.together[POWER].rated == 0
    assert [(row.key, row.ballots, row.cells[VOICE]) for row in results.rows] == [
        ("council", 3, Distribution((1, 2, 0, 0))),
        (OTHERS, 4, Distribution((0, 0, 2, 1), 1)),
    ]
    assert [row.ballots for row in rating.results(exact=True).rows] == [3, 2, 2]


def test_a_group_rates_every_other_partner_and_never_itself(rating: Rating) -> None:
    rating.plan(AskDraft("links"))
    rating.open()
    assert rating.row().subjects == ["council", "community_business", "vcse", "nhs", "resident"]
    council, nhs = rating.join("council", 4), rating.join("nhs", 2)
    for ref, step in zip(council, (2, 2, 3, 3), strict=True):
        rating.rate(ref, nhs=step, council=5)
    rating.rate(nhs[0], council=5)
    rating.rate(nhs[1], council=None)
    rating.workshop.join("no group", speaks_for=None)
    with pytest.raises(Invalid) as refused:
        rating.rate("no group", nhs=1)
    assert list(refused.value.problems) == ["group"]
    rating.workshop.act("no group", ballots.choose_group, rating.ask_id, "vcse")
    rating.rate("no group", nhs=1)
    rating.workshop.act("no group", ballots.choose_group, rating.ask_id, "nhs")
    assert rating.workshop.read(lambda s: ballots.own(s, rating.workshop.id, ["no group"]))["no group"] == {
        rating.ask_id: ballots.Own("nhs", {})
    }
    rating.rate("no group", council=1)
    rating.show()
    exact = {row.key: row.cells for row in rating.results(exact=True).rows}
    assert exact["council"]["council"] is None
    assert exact["council"]["nhs"] == Distribution((0, 2, 2, 0, 0))
    # A pair of which only one side was rated by enough people, and one that no one rated.
    assert exact["nhs"]["council"] == Distribution((1, 0, 0, 0, 1), 1)
    assert exact["nhs"]["vcse"] == Distribution((0, 0, 0, 0, 0))
    results = rating.results()
    assert results.together == {}
    assert [row.key for row in results.rows] == ["council", "nhs"]


def test_a_merged_row_hides_a_partner_that_too_few_of_its_people_could_rate(rating: Rating) -> None:
    rating.plan(AskDraft("links"))
    rating.open()
    for ref in [*rating.join("council", 3), *rating.join("nhs", 2), *rating.join("vcse", 1)]:
        rating.rate(ref, council=1, nhs=2, vcse=3, resident=4)
    rating.show()
    merged = {row.key: row.cells for row in rating.results().rows}[OTHERS]
    assert merged["nhs"] is None  # only one person who is not of the NHS
    assert merged["council"] == Distribution((3, 0, 0, 0, 0))
    assert merged["vcse"] is None


def test_too_few_people_altogether_show_nothing(rating: Rating) -> None:
    rating.plan(AskDraft())
    rating.open()
    rating.rate(ANA, involve_voice=1)
    rating.rate(BEN, involve_voice=1)
    rating.show()
    results = rating.results()
    assert (results.ballots, results.together, results.rows) == (None, {}, [])


def test_a_second_ask_is_compared_on_the_same_scale_without_elements_that_differ(rating: Rating) -> None:
    first = rating.plan(AskDraft("list", items=["Trust", "Money"]))
    rating.open()
    rating.show()
    rating.plan(AskDraft("list", items=["Trust"], scale=["No", "Yes"]))
    other_scale = rating.ask_id
    second = rating.plan(AskDraft("list", items=["Trust", "Time"]))
    rating.open()
    listed = rating.workshop.read(lambda session: asks.listed(session, rating.workshop.id))
    assert [ask.id for ask in listed] == [first, other_scale, second]
    earlier = ask_results.earlier(listed, rating.row(second))
    assert earlier is not None
    assert earlier.id == first
    assert ask_results.earlier(listed, rating.row(other_scale)) is None
    assert ask_results.compare(earlier, rating.row(second)) == (["Trust"], ["Money"], ["Time"])
