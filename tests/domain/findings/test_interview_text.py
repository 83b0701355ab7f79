"""Cleaning transcripts: turns, speakers, names and sentences, with positions in code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.findings.interviews import interview_text
from app.domain.findings.interviews.interview_text import LONGEST, Prepared, prepare, sentences

TALK = "Sam Price: How are you?\nAnn: Fine. Sam Price knows.\nSam Price: Why?\nAnn: Because."
# Emoji of several code points, combining marks, Arabic, Hebrew, Welsh, and every kind of line break.
ALPHABET = st.one_of(
    st.sampled_from(
        ["👩‍👧‍👦", "🏳️‍🌈", "é", "e\u0301", "ŵ", "مرحبا", "שלום", "\r\n", "\r", "\n", " ", ". ", "? ", ": ", "A"]
    ),
    st.characters(codec="utf-8"),
)
TEXTS = st.lists(ALPHABET, max_size=60).map("".join)


def said(prepared: Prepared) -> list[tuple[str, str, bool]]:
    return [(turn.speaker, prepared.text[turn.start : turn.end], turn.asks) for turn in prepared.turns]


def test_names_become_the_interviewer_and_numbered_participants() -> None:
    prepared = prepare(TALK)
    assert said(prepared) == [
        ("Interviewer", "How are you?", True),
        ("P1", "Fine. [Interviewer] knows.", False),
        ("Interviewer", "Why?", True),
        ("P1", "Because.", False),
    ]
    assert "Sam" not in prepared.text
    assert "Ann" not in prepared.text
    assert prepared.shown == {"Sam Price": "Interviewer", "Ann": "P1"}


def test_names_can_be_chosen() -> None:
    prepared = prepare(TALK, shown={"Ann": "Officer"})
    assert [speaker for speaker, _words, _asks in said(prepared)] == ["Interviewer", "Officer"] * 2


def test_a_first_name_is_replaced_too_unless_it_may_be_another_word() -> None:
    talk = "Cllr Mair Hope: Thank you, Tom.\nTom Mark: Ask Mair, Cllr Hughes or Mark’s team.\n"
    prepared = prepare(f"{talk}Cllr Mair Hope: Will Tom mark it?")
    assert [words for _speaker, words, _asks in said(prepared)] == [
        "Thank you, [P1].",
        "Ask [Interviewer], Cllr Hughes or Mark’s team.",
        "Will [P1] mark it?",
    ]
    # What people are called by their work is no name.
    for label in ("Council Officer", "Council officer"):
        assert "Council staff asked." in prepare(f"{label}: We work for the Council. Council staff asked.").text
    # Two people of one family, and names that stay as they are.
    shared = "Ann Price: Hello.\nBen Price: Ann and Mr Price know."
    assert said(prepare(shared, asks=None))[1][1] == "[P1] and Mr Price know."
    assert said(prepare(shared, asks=None, shown={name: name for name in ("Ann Price", "Ben Price")}))[1][1] == (
        "Ann and Mr Price know."
    )


@pytest.mark.parametrize(
    "raw",
    [
        "Sam Price   0:03\nHow are you?\n\nAnn   1:00:12\nFine.\nMeet at 9:30\n\nSam Price   1:02:00\nWhy?",
        "0:0:0.0 --> 0:0:3.48\nSam Price\nHow are you?\n0:0:4.1 --> 0:0:5.0\nAnn\nFine.\nMeet at 9:30\n"
        "00:00:06.120 --> 00:00:07.000\nSam Price\nWhy?",
    ],
)
def test_transcripts_of_meeting_programs_have_their_speakers_and_no_times(raw: str) -> None:
    assert said(prepare(raw)) == [
        ("Interviewer", "How are you?", True),
        ("P1", "Fine.\nMeet at 9:30", False),
        ("Interviewer", "Why?", True),
    ]
    assert interview_text.clean("Opening Hours 9:00\nWe are open.") == "Opening Hours 9:00\nWe are open."


def test_nobody_asks_if_the_member_says_so() -> None:
    assert not any(asks for _speaker, _words, asks in said(prepare(TALK, asks=None)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann: One.\nBen: Two.\nAnn: Three.", ["Ann", "Ben"]),
        ("We met.\nNote: this is one line of a text.\nMore.", []),
        ("[00:01:02] Ann: One.\n[00:02:03] Ben: Two.", ["Ann", "Ben"]),
        ("00:00:01.000 Ann: One.\n00:00:09.000 Ann: Two.", ["Ann"]),
        ("This sentence is far too long to be a name of anyone: so it is none.\nAgain.", []),
    ],
)
def test_a_speaker_is_a_short_name_before_a_colon_at_the_start_of_a_line(text: str, names: list[str]) -> None:
    assert interview_text.speakers(interview_text.clean(text)) == names


@pytest.mark.parametrize("name", ["Interviewer", "Q", "Cyfwelydd"])
def test_an_interviewer_is_known_by_the_name(name: str) -> None:
    assert interview_text.asking(f"Ann: Why?\n{name}: Tell me.\nAnn: Really?", ["Ann", name]) == name


def test_a_text_without_speakers_is_one_turn() -> None:
    assert said(prepare("One.\n\nTwo.")) == [("", "One.\n\nTwo.", False)]


def test_paragraphs_without_a_name_belong_to_the_speaker_before_them() -> None:
    assert said(prepare("Ann: One.\n\nStill here.\nBen: Two.\nAnn: Three."))[0] == ("P1", "One.\n\nStill here.", False)


def test_marks_spaces_and_line_breaks_are_cleaned() -> None:
    assert interview_text.clean("\ufeffOne  \r\nTwo\t\r\r\r\rThree\u2028Four ") == "One\nTwo\n\nThree\nFour"


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "[00:00:01]"])
def test_a_text_without_visible_words_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        prepare(text)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid):
        prepare("a" * (LONGEST + 1))


def test_sentences_end_at_their_marks_and_at_line_breaks() -> None:
    text = "One. Two? “Three!” Four, e.g. five… Six\nSeven"
    found = [text[start:end] for start, end in sentences(text, 0, len(text))]
    assert found == ["One.", "Two?", "“Three!”", "Four, e.g. five…", "Six", "Seven"]


def test_a_full_stop_of_an_abbreviation_ends_a_sentence_only_where_one_can_end() -> None:
    for text, count in (
        ("We do, if I am honest. We ask people last. They resist. It is a casino. Vs. whom?", 5),
        ("No. They never asked. No. 4 did.", 3),
        ("We met at 5 p.m. on Monday with Dr. Jones of St. Mary's. It ended at 9 p.m. We left.", 3),
        ("Parks, roads etc. are ours. Parks, roads etc. We care.", 3),
    ):
        assert len(sentences(text, 0, len(text))) == count, text


def test_sentences_of_other_scripts_end_at_their_own_marks() -> None:
    text = "هل هذا جيد؟ نعم۔ 好。吗？"
    assert len(sentences(text, 0, len(text))) == 4


def test_a_hundred_thousand_characters_are_prepared_and_split_at_once() -> None:
    text = "Ann: " + "One named officer knows us. " * 3600
    prepared = prepare(text)
    (turn,) = prepared.turns
    assert len(prepared.text) > 100_000
    assert len(sentences(prepared.text, turn.start, turn.end)) == 3600


@given(TEXTS)
def test_turns_and_sentences_are_spans_of_the_text_in_order(raw: str) -> None:
    try:
        prepared = prepare(raw)
    except Invalid:
        return
    assert "\r" not in prepared.text
    end = 0
    for turn in prepared.turns:
        assert end <= turn.start < turn.end <= len(prepared.text)
        end = turn.start
        for span in sentences(prepared.text, turn.start, turn.end):
            assert end <= span.start < span.end <= turn.end
            words = prepared.text[span.start : span.end]
            assert words == words.strip()
            end = span.end
        # Only white space lies outside the sentences of a turn.
        inside = "".join(prepared.text[a:b] for a, b in sentences(prepared.text, turn.start, turn.end))
        assert "".join(inside.split()) == "".join(prepared.text[turn.start : turn.end].split())


@given(TEXTS)
def test_a_prepared_text_stays_the_same_when_it_is_prepared_again_without_speakers(raw: str) -> None:
    try:
        prepared = prepare(raw, names=[])
    except Invalid:
        return
    assert prepare(prepared.text, names=[]).text == prepared.text
