"""Agreement figures against values that scikit-learn, nltk and krippendorff computed (../shared/data)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.findings.coding import agreement
from app.domain.findings.coding.agreement import ElementAgreement

HERE = Path(__file__).parent
VECTORS = {one["name"]: one for one in json.loads((HERE / "agreement_vectors.json").read_text())["vectors"]}
GOLDEN = json.loads((HERE / "golden_findings.json").read_text())
ELEMENTS = "vdpcsn"
units_of_two = st.lists(
    st.tuples(*[st.one_of(st.none(), st.frozensets(st.sampled_from(ELEMENTS), min_size=1))] * 2), max_size=30
)


def units(coders: list[list[object]]) -> list[list[frozenset[str] | None]]:
    """Units of coders who gave one key, a list of keys, or (None or an empty list) have not coded a unit."""

    def keys(given: object) -> frozenset[str] | None:
        return frozenset(given) if isinstance(given, list | str) and given else None

    return [[keys(one) for one in unit] for unit in zip(*coders, strict=True)]


@pytest.mark.parametrize("name", ["two coders, complete", "three coders, two values missing"])
def test_nominal_alpha_equals_the_reference(name: str) -> None:
    found, used = agreement.nominal_alpha(units(VECTORS[name]["coders"]))
    assert found == pytest.approx(VECTORS[name]["krippendorff_alpha_nominal_krippendorff"], abs=1e-9)
    assert used == 12


def test_the_figures_of_the_golden_file_are_met() -> None:
    golden = GOLDEN["multi_label"]
    coded = units(golden["coders"])
    pair = agreement.pair(coded, 0, 1, ELEMENTS)
    assert (pair.units, pair.same, pair.sharing) == (golden["notes"], golden["same_set"], golden["share_one"])
    for element, expected in golden["per_element"].items():
        found = pair.by_element[element]
        counts = (found.both, found.only_first, found.only_second, found.neither)
        assert counts == tuple(expected[name] for name in ("both", "only_first", "only_second", "neither"))
        assert found.kappa == pytest.approx(expected["kappa"], abs=1e-9)
    masi, used = agreement.masi_alpha(coded)
    assert masi == pytest.approx(golden["alpha_masi_nltk"], abs=1e-9)
    assert used == 11


def test_alphas_of_ratings_equal_the_reference() -> None:
    golden = GOLDEN["ratings_ordinal"]
    rated = [[value for value in unit if value is not None] for unit in zip(*golden["raters"], strict=True)]
    assert agreement.ordinal_alpha(rated) == pytest.approx(golden["alpha_ordinal_krippendorff"], abs=1e-9)
    nominal = agreement.alpha(rated, lambda one, other: float(one != other))
    assert nominal == pytest.approx(golden["alpha_nominal_krippendorff"], abs=1e-9)


def test_where_chance_alone_gives_full_agreement_no_figure_is_defined() -> None:
    coded = units(VECTORS["both coders always the same single category"]["coders"])
    assert agreement.pair(coded, 0, 1, "v").by_element["v"].kappa is None
    assert agreement.nominal_alpha(coded) == (None, 6)
    assert agreement.interval(coded, lambda some: agreement.nominal_alpha(some)[0], seed=1) is None
    assert agreement.interval([], lambda some: 1.0, seed=1) is None


def test_an_interval_is_the_same_for_the_same_seed_and_contains_most_resamples() -> None:
    coded = units(GOLDEN["multi_label"]["coders"])

    def figure(some: object) -> float | None:
        return agreement.masi_alpha(some)[0]  # ty: ignore[invalid-argument-type]

    first, again, other = (agreement.interval(coded, figure, seed=seed) for seed in (7, 7, 8))
    assert first == again != other
    assert first is not None
    assert first.low < GOLDEN["multi_label"]["alpha_masi_nltk"] < first.high


@given(units_of_two)
def test_a_unit_that_one_coder_has_not_coded_changes_no_figure(coded: list) -> None:
    both = [unit for unit in coded if None not in unit]
    assert agreement.pair(coded, 0, 1, ELEMENTS) == agreement.pair(both, 0, 1, ELEMENTS)
    assert agreement.masi_alpha(coded) == agreement.masi_alpha(both)


@given(units_of_two)
def test_the_order_of_the_two_coders_does_not_matter(coded: list) -> None:
    one, other = agreement.pair(coded, 0, 1, ELEMENTS), agreement.pair(coded, 1, 0, ELEMENTS)
    assert (one.same, one.sharing) == (other.same, other.sharing)
    for element in ELEMENTS:
        found, turned = one.by_element[element], other.by_element[element]
        assert turned == ElementAgreement(found.both, found.only_second, found.only_first, found.neither)
        assert found.kappa == pytest.approx(turned.kappa) if found.kappa is not None else turned.kappa is None


@given(units_of_two)
def test_coders_who_always_agree_have_full_agreement_or_none_defined(coded: list) -> None:
    same = [(one, one) for one, _other in coded if one is not None]
    assert agreement.pair(same, 0, 1, ELEMENTS).same == len(same)
    assert agreement.masi_alpha(same)[0] in (None, 1.0)
