"""The columns of a table: numbers end below each other, and no word is broken without need."""

import pytest

from app.exports.documents import columns
from app.exports.documents.columns import LINE, SPACE
from app.exports.documents.model import Table

MANY = Table(
    "Elements by group",
    (
        "Element",
        "Council",
        "Voluntary group",
        "Resident",
        "Community business",
        "NHS",
        "Other, or no group given",
        "All",
    ),
    (
        ("VCSE and community business infrastructure and assets", "<3", "0", "hidden", "4", "0", "0", "7"),
        ("Commissioning, procurement and social value", "hidden", "3", "0", "hidden", "<3", "–", "8"),
    ),
)


def test_a_column_is_numeric_if_at_most_one_word_stands_in_place_of_numbers() -> None:
    assert columns.numeric(MANY) == (False, *[True] * 7)
    names = Table(
        "T", ("A", "Year", "Name", "Share"), (("1", "2027", "2027", "< 5 %"), ("2", "", "Eastfield", "1,000 %"))
    )
    assert columns.numeric(names) == (False, True, True, True)
    mixed = Table("T", ("A", "State"), (("a", "Agreed"), ("b", "Done"), ("c", "3")))
    assert columns.numeric(mixed) == (False, False)


FEWER = Table("T", MANY.header[:6], tuple(row[:6] for row in MANY.rows))


@pytest.mark.parametrize("table", [FEWER, Table("T", ("Step", "Owner"), ()), Table("T", ("One",), (("",),))])
def test_shares_add_up_and_every_word_fits_into_its_column(table: Table) -> None:
    shares = columns.widths(table)
    assert sum(shares) == pytest.approx(1)
    for place, share in enumerate(shares):
        # A word of usual letters is as wide as it is long.
        words = [word for row in (table.header, *table.rows) for word in row[place].split() if word.islower()]
        assert share * LINE + 0.01 >= SPACE + 0.8 * max(map(len, words), default=0)


def test_texts_get_the_room_that_numbers_leave() -> None:
    first, *others = columns.widths(MANY)
    assert first == max(first, *others)
    # More columns than fit: the widest letters still get the widest columns.
    assert others[3] > others[0] > others[4]
    step, owner = columns.widths(
        Table("T", ("Step", "Owner"), (("Pay small groups within 30 days of an invoice", "Council"),))
    )
    assert step > 2 * owner


def test_the_lines_of_a_table_are_those_of_the_longest_cell_of_each_row() -> None:
    short = Table("T", ("Step", "Owner"), (("Pay", "Council"), ("", "")))
    assert columns.lines(short) == 2
    assert columns.lines(Table("T", ("Step", "Owner"), (("Pay small groups earlier. " * 10, "Council"),))) > 3
    # More columns than fit have at least one letter a line.
    assert columns.lines(Table("T", ("W" * 30,) * 9, (("W" * 30,) * 9,))) < 100
