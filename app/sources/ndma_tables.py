"""What the rows of page 1 say: phases, figures, classes, and lines that cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.sources.ndma_cells import NOT_PRINTED, read_range, read_value
from app.sources.ndma_form import NdmaFigure
from app.sources.ndma_indicators import Indicator
from app.sources.ndma_labels import indicator_labelled, plain, words_labelled
from app.sources.ndma_page import Cell, Row

LABEL, VALUE, RANGE = "label", "value", "range"
ZONE, PHASE, TREND = "zone", "phase", "trend"
# A header of one of these kinds needs these columns.
_NEEDED = {LABEL: (LABEL, VALUE, RANGE), ZONE: (ZONE, PHASE)}
_ROLES = (
    (PHASE, r"((current|drought|ew|early warning) )*phases?( (and )?trends?)?( classification)?"),
    (TREND, r"trends?"),
    (ZONE, r"(livelihood )?zones?( livelihood)?"),
    (
        RANGE,
        r"((normal|long term) )?(mean |average )?(range|ranges)( value)?|normal( values?)?",
    ),
    (VALUE, r"((current|observed|actual) )?(values?|status)"),
    (LABEL, r".*\bindicators?\b.*"),
)
MAX_WORDS = 60
_LINE_GAP_PT = 16.0
_NEAR_PT = 60.0
_FIGURES_AFTER = re.compile(r"\s+[<>›‹]?\s*\d[\d. <>›‹-]*$")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: which column stands where.

    Attributes:
        kind: `label` for indicators, `zone` for phases.
        columns: Header cells by role.
        rest: The other cells beside them, such as a long-term mean; what stands below is not ours.
    """

    kind: str
    columns: dict[str, Cell]
    rest: tuple[Cell, ...] = ()

    @property
    def edges(self) -> tuple[float, float]:
        """Left and right edge of its words."""
        cells = self.columns.values()
        return min(each.left for each in cells), max(each.right for each in cells)

    def beside(self, other: Header) -> bool:
        """Whether another header stands beside this one, so that both can hold."""
        return self.edges[0] > other.edges[1] or self.edges[1] < other.edges[0]

    def spans(self, row: Row) -> bool:
        """Whether a row stands below this header, at least in part."""
        left, right = self.edges
        return any(each.left < right and each.right > left for each in row.cells)

    def cells(self, row: Row, *, others: Sequence[Header]) -> dict[str, list[Cell]]:
        """Return a row's cells by the role of their column, without those of other tables."""
        sorted_out: dict[str, list[Cell]] = {role: [] for role in self.columns}
        columns = [("", each) for each in self.rest]
        columns += [("", each) for header in others for each in header.columns.values()]
        for cell in row.cells:
            _, role = min(
                (_apart(cell, column), role) for role, column in (*self.columns.items(), *columns)
            )
            if role:
                sorted_out[role].append(cell)
        return {
            role: found if role == self.kind else _under(self.columns[role], found)
            for role, found in sorted_out.items()
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A row below a header, its cells sorted out.

    Attributes:
        number: Its place among the lines of the page, the topmost being 1.
        row: All of it.
        cells: Its cells by role.
        below: Text of the label column one line further down, when nothing else stands there.
    """

    number: int
    row: Row
    cells: dict[str, list[Cell]]
    below: str = ""

    @property
    def place(self) -> str:
        """Where it stands, as a person would say it."""
        return f"page 1, row {self.number}"

    def text(self, role: str) -> str:
        """Return what stands in a column; several cells side by side count as one."""
        return " ".join(each.text for each in self.cells.get(role, ()))


def headers_of(row: Row) -> list[Header]:
    """Return the headers that a row holds; two tables may stand side by side."""
    roles = [(_role(each.text), each) for each in row.cells]
    found = []
    for kind, needed in _NEEDED.items():
        wanted = (*needed, TREND) if kind == ZONE else needed
        columns = {role: cell for role, cell in reversed(roles) if role in wanted}
        if all(role in columns for role in needed):
            rest = tuple(each for each in row.cells if each not in columns.values())
            found.append(Header(kind, columns, rest))
    return found


def lines(rows: Sequence[Row], *, kind: str) -> Iterator[Line]:
    """Yield the rows that stand below a header of one kind; the lowest header above holds."""
    headers: list[Header] = []
    for number, row in enumerate(rows, start=1):
        if found := headers_of(row):
            kept = [each for each in headers if all(each.beside(new) for new in found)]
            headers = [*found, *kept]
            continue
        over = [each for each in headers if each.spans(row)]
        if mine := next((each for each in over if each.kind == kind), None):
            others = [each for each in over if each is not mine]
            below = _continuation(mine, row=row, rows=rows[number : number + 2], others=others)
            yield Line(number, row, mine.cells(row, others=others), below)


def _continuation(
    header: Header, *, row: Row, rows: Sequence[Row], others: Sequence[Header]
) -> str:
    """Return the label's second line, when the next row of this table holds nothing else."""
    after = next((each for each in rows if header.spans(each)), None)
    if after is None or after.ruled or row.ruled or headers_of(after):
        return ""
    if after.top - row.top > _LINE_GAP_PT:
        return ""
    cells = header.cells(after, others=others)
    alone = [role for role, found in cells.items() if found] == [header.kind]
    return cells[header.kind][-1].text if alone else ""


def _role(text: str) -> str | None:
    said = plain(text)
    return next((role for role, pattern in _ROLES if re.fullmatch(pattern, said)), None)


def _apart(cell: Cell, column: Cell) -> float:
    """Return how far a cell stands from a column, in points; negative where they overlap."""
    gap = max(column.left - cell.right, cell.left - column.right)
    return gap if gap > 0 else -min(cell.right, column.right) + max(cell.left, column.left)


def _under(column: Cell, cells: list[Cell]) -> list[Cell]:
    """Return the cells right under a column's header, or else the nearest one that is near."""
    under = [each for each in cells if _apart(each, column) <= 0]
    near = sorted(cells, key=lambda each: _apart(each, column))[:1]
    return under or [each for each in near if _apart(each, column) <= _NEAR_PT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one line of the indicator table says; `fault` when it cannot be understood."""

    figure: NdmaFigure | None = None
    words: tuple[str, str] | None = None
    fault: str = ""


def read_line(line: Line) -> Read | None:
    """Return what a line of the indicator table says, or None when it belongs to no indicator."""
    labels = [each.text for each in line.cells[LABEL]]
    labels += [f"{each} {line.below}" for each in labels if line.below]
    known = next((each for each in map(indicator_labelled, labels) if each), None)
    if known:
        return _figure(line, known=known)
    name = next((each for each in map(words_labelled, labels) if each), None)
    value = line.text(VALUE)
    if name and value[:1].isalnum() and len(value) <= MAX_WORDS:
        return Read(words=(name, value))
    if name or sum(1 for each in line.cells.values() if each) > 1 or line.cells[VALUE]:
        return Read(fault=f"{line.row.text}: no such indicator is known, or its value is missing")
    if any(_run_together(each) for each in labels):
        return Read(fault=f"{line.row.text}: label and value stand in one cell")
    return None


def names_indicator(row: Row) -> bool:
    """Whether a cell of a row is the label of an indicator or a class."""
    return any(indicator_labelled(each.text) or words_labelled(each.text) for each in row.cells)


def _run_together(label: str) -> bool:
    """Whether a label cell holds its figures too."""
    before = _FIGURES_AFTER.sub("", label)
    return before != label and bool(indicator_labelled(before))


def _figure(line: Line, *, known: Indicator) -> Read:
    printed = line.text(RANGE)
    try:
        value = read_value(line.text(VALUE), indicator=known)
    except ValueError as fault:
        return Read(fault=f"{line.row.text}: {fault}")
    low, high, fault_of_range = None, None, ""
    try:
        low, high = read_range(printed, indicator=known)
    except ValueError as fault:
        fault_of_range = f"{line.row.text}: {fault}"
    figure = NdmaFigure(
        variable=known.variable,
        value=value,
        unit=known.unit,
        normal_low=low,
        normal_high=high,
        printed_range="" if printed in NOT_PRINTED[:2] else printed,
        row=line.place,
    )
    return Read(figure=figure, fault=fault_of_range)
