"""Tables whose columns and rows stand in another order, twice, or under another name."""

import csv
import io
import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SourceError, SourceFormatError
from tests.faults.bodies import BODIES, TABLES, Body

NAMES = [each.name for each in TABLES]
BY_NAME = {each.name: each for each in TABLES}
# The column of the figure, and one that its row is known by.
FIGURE = {
    "rainfall": "r3h",
    "vegetation": "vim",
    "prices": "price",
    "IPC": "Percentage",
    "ASIS": "Data",
}
quick = settings(deadline=None, max_examples=60)


def cells_of(body: Body) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.sound.decode(), newline="")))


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def head_lines(rows: list[list[str]]) -> int:
    """Return how many lines stand above the figures: the names, and HXL's tags if there are any."""
    return 2 if any(cell.startswith("#") for cell in rows[1]) else 1


@cache
def truth(name: str) -> frozenset[object]:
    return BY_NAME[name].said(BY_NAME[name].sound)


@pytest.mark.parametrize("name", NAMES)
@quick
@given(drawn=st.data())
def test_columns_in_another_order_give_the_same_figures(name, drawn):
    rows = cells_of(BY_NAME[name])
    order = drawn.draw(st.permutations(range(len(rows[0]))))
    body = written([[row[place] for place in order] for row in rows])
    assert BY_NAME[name].said(body) == truth(name)


@pytest.mark.parametrize("name", NAMES)
@quick
@given(
    title=st.from_regex(r"new [a-z_ ]{1,20}", fullmatch=True),
    cell=st.text(st.characters(codec="utf-8", exclude_characters="\0#\r\n=+@"), max_size=20),
    place=st.integers(0, 8),
)
def test_a_further_column_changes_nothing(name, title, cell, place):
    rows = cells_of(BY_NAME[name])
    more = [title, *[cell] * (len(rows) - 1)]
    body = written([[*row[:place], new, *row[place:]] for row, new in zip(rows, more, strict=True)])
    assert BY_NAME[name].said(body) == truth(name)


@pytest.mark.parametrize("name", NAMES)
@quick
@given(drawn=st.data())
def test_rows_in_another_order_give_the_same_figures(name, drawn):
    rows = cells_of(BY_NAME[name])
    above = head_lines(rows)
    body = written([*rows[:above], *drawn.draw(st.permutations(rows[above:]))])
    assert BY_NAME[name].said(body) == truth(name)


@pytest.mark.parametrize(
    ("name", "column"), [(each.name, column) for each in TABLES for column in each.table]
)
def test_a_needed_column_under_another_name_is_refused_by_its_name(name, column):
    rows = cells_of(BY_NAME[name])
    rows[0][rows[0].index(column)] = f"{column}_new"
    with pytest.raises(SourceFormatError, match=f"column '{re.escape(column)}' is missing"):
        BY_NAME[name].said(written(rows))


@pytest.mark.parametrize(
    ("name", "column"), [(each.name, column) for each in TABLES for column in each.table]
)
def test_a_needed_column_that_stands_there_twice_is_refused(name, column):
    rows = cells_of(BY_NAME[name])
    place = rows[0].index(column)
    with pytest.raises(SourceFormatError, match=f"column '{re.escape(column)}' stands there twice"):
        BY_NAME[name].said(written([[*row, row[place]] for row in rows]))


@pytest.mark.parametrize("name", NAMES)
@quick
@given(drawn=st.data())
def test_a_row_that_stands_there_twice_counts_once(name, drawn):
    rows = cells_of(BY_NAME[name])
    row = drawn.draw(st.sampled_from(rows[head_lines(rows) :]))
    assert BY_NAME[name].said(written([*rows, row])) == truth(name)


@pytest.mark.parametrize("name", NAMES)
def test_two_rows_that_contradict_each_other_are_refused(name):
    rows = cells_of(BY_NAME[name])
    place, refused = rows[0].index(FIGURE[name]), 0
    for row in rows[head_lines(rows) :]:
        value = float(row[place])
        other = [*row[:place], f"{value * 0.9 if value else 0.1:g}", *row[place + 1 :]]
        body = written([*rows, other])
        try:
            assert BY_NAME[name].said(body) == truth(name), "one of the two was taken"
        except SourceError as fault:
            refused += "contradicts row" in fault.reason
    assert refused >= 2


@pytest.mark.parametrize("name", [each.name for each in BODIES if each.name == "NDMA template"])
def test_the_columns_of_the_ndma_template_keep_their_order(name):
    body = next(each for each in BODIES if each.name == name)
    rows = cells_of(body)
    for number in range(len(rows[0]) - 1):
        order = list(range(len(rows[0])))
        order[number], order[number + 1] = order[number + 1], order[number]
        with pytest.raises(SourceFormatError, match=r"columns must be .* in this order"):
            body.said(written([[row[place] for place in order] for row in rows]))


def test_the_columns_of_a_replay_pack_may_stand_in_any_order():
    body = next(each for each in BODIES if each.name == "replay")
    lines = body.sound.decode().splitlines()
    rows = [row for row in csv.reader(lines) if not row[0].startswith("#")]
    assert body.said(written([row[::-1] for row in rows])) == body.said(body.sound)
