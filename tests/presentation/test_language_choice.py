"""The choice among installed languages by Accept-Language header, cookie or file name."""

import pytest

from app.presentation.language_tags import best, canonical, preferred


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("cy", "cy"),
        ("CY", "cy"),
        ("pt_BR", "pt-BR"),
        ("pt-BR", "pt-BR"),
        ("PT_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("zh_Hant_HK", "zh-Hant-HK"),
        ("zh-TW", "zh-Hant-TW"),
        ("es-419", "es-419"),
        # The two-letter code of a language is used, even if the tag has its three-letter code.
        ("cym", "cy"),
        ("eng", "en"),
        ("haw", "haw"),
        ("no", "nb"),
        ("no-NO", "nb-NO"),
        ("ckb", "ckb"),
        ("ca-ES-valencia", "ca-ES-VALENCIA"),
    ],
)
def test_all_spellings_of_a_language_have_the_same_tag(written: str, tag: str) -> None:
    assert canonical(written) == tag


@pytest.mark.parametrize(
    "written",
    ["", "x", "klingon", "tlh", "root", "sr@latin", "messages", "pt_BR_", "../cy", "und", "en-GB\n", "a" * 99],
)
def test_text_that_is_no_language_has_no_tag(written: str) -> None:
    assert canonical(written) is None


@pytest.mark.parametrize(
    ("wanted", "available", "chosen"),
    [
        ("pt-BR", ["en", "pt-BR"], "pt-BR"),
        ("pt-br", ["en", "pt-BR"], "pt-BR"),
        ("PT_BR", ["en", "pt-BR"], "pt-BR"),
        # Portuguese of another country is better for a Portuguese reader than English.
        ("pt", ["en", "pt-BR"], "pt-BR"),
        ("pt-PT", ["en", "pt-BR"], "pt-BR"),
        ("pt-AO", ["en", "pt-BR", "pt-PT", "pt"], "pt"),
        ("pt", ["en", "pt-PT", "pt-BR"], "pt-BR"),
        ("en-AU", ["en", "en-GB"], "en"),
        ("en-GB", ["en", "en-GB"], "en-GB"),
        ("en-US", ["en-GB", "en"], "en"),
        ("cy-GB", ["en", "cy"], "cy"),
        ("cym", ["en", "cy"], "cy"),
        ("haw-US", ["en", "haw"], "haw"),
        ("zh-TW", ["en", "zh", "zh-Hant"], "zh-Hant"),
        ("zh-Hant-HK", ["en", "zh", "zh-Hant"], "zh-Hant"),
        ("zh-CN", ["en", "zh-Hant", "zh"], "zh"),
        # A reader of one script may not be able to read the other.
        ("zh-TW", ["en", "zh"], None),
        ("sr-Latn", ["en", "sr"], None),
        ("sr-Latn-RS", ["en", "sr", "sr-Latn"], "sr-Latn"),
        ("nb-NO", ["en", "no"], "no"),
        ("no-NO", ["en", "nb"], "nb"),
        ("pt-BR", ["en", "pt", "pt-BR"], "pt-BR"),
        ("pt-AO", ["en", "pt-PT", "pt-BR"], "pt-PT"),
        ("pt", ["en", "pt-PT", "pt-AO"], "pt-PT"),
        ("zh-Hant", ["en", "zh-Hant-HK", "zh-Hant-TW"], "zh-Hant-TW"),
        ("no", ["en", "nb"], "nb"),
        ("iw", ["en", "he"], "he"),
        ("fr", ["en", "pt-BR"], None),
        ("klingon", ["en"], None),
        ("*", ["en"], None),
    ],
)
def test_a_wanted_language_finds_the_nearest_available_one(
    wanted: str, available: list[str], chosen: str | None
) -> None:
    assert best([wanted], available) == chosen


def test_the_first_wanted_language_that_is_available_wins() -> None:
    assert best(["fr", "pt-PT", "en"], ["en", "pt-BR"]) == "pt-BR"
    assert best(["en", "pt-BR"], ["en", "pt-BR"]) == "en"
    assert best([], ["en"]) is None


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("pt-BR,pt;q=0.9,en;q=0.8", ["pt-BR", "pt", "en"]),
        ("en;q=0.1, cy ; q=0.9, pt-BR", ["pt-BR", "cy", "en"]),
        ("en;Q=0.5,cy;q=0.7", ["cy", "en"]),
        ("en, cy", ["en", "cy"]),
        ("en;q=1.0, cy", ["en", "cy"]),
        # A quality of zero excludes a language.
        ("en;q=0, cy;q=0.1", ["cy"]),
        ("en;q=0.000,cy;q=1.000", ["cy"]),
        ("en;q=oops,cy;q=nan,pt;q=inf,fr;q=-1,de;q=2,it;q=", []),
        (",,,;;;q=,", []),
        ("", []),
        ("cy", ["cy"]),
    ],
)
def test_an_accept_language_header_is_read_in_order_of_quality(header: str, order: list[str]) -> None:
    assert preferred(header) == order


def test_at_most_twenty_languages_of_a_header_are_considered() -> None:
    assert len(preferred(",".join(["en"] * 10_000))) == 20
