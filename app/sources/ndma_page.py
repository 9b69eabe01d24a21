"""Page 1 of a PDF as rows of cells, whether its tables are ruled or set with white space only."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from app.errors import TangazoError

MAX_LETTERS = 30_000
MAX_RULES = 20_000
# Words of one cell stand closer than this, in heights of their letters.
_GAP = 0.9
_SAME_LINE = 0.5
# Bullets alone often come out as (cid:120).
_GARBLED_SHARE = 0.1
_Word = dict[str, Any]


class PageRefused(TangazoError):
    """Page 1 cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: What it says, on one line.
        left: Left edge of its words, in points from the left edge of the page.
        right: Right edge of its words.
    """

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Row:
    """Cells that stand side by side, from left to right.

    Attributes:
        top: Upper edge, in points from the top of the page.
        cells: At least one.
        ruled: Whether lines are drawn around its cells, so that a cell is whole.
    """

    top: float
    cells: tuple[Cell, ...]
    ruled: bool = False

    @property
    def text(self) -> str:
        """The whole row, as a person would copy it."""
        return " | ".join(each.text for each in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Page 1.

    Attributes:
        text: All its words, line by line.
        rows: Rows of ruled tables, and lines outside them, from top to bottom.
    """

    text: str
    rows: tuple[Row, ...]


def read_sheet(body: bytes) -> Sheet:
    """Return page 1 of a PDF.

    Raises:
        PageRefused: It is locked, damaged, garbled, too rich, or a picture of text.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(body), pages=[1]) as document:
            if not document.pages:
                raise PageRefused("has no page; download it again")
            return _sheet(document.pages[0])
    except (MemoryError, RecursionError) as fault:
        raise PageRefused("asks for more memory than a bulletin may; fill in the form") from fault
    except PdfminerException as fault:
        if any(isinstance(each, PDFPasswordIncorrect) for each in fault.args):
            reason = "is locked with a password; ask NDMA for an open copy, or fill in the form"
            raise PageRefused(reason) from fault
        raise PageRefused("is damaged or cut short; download it again") from fault


def _sheet(page: Page) -> Sheet:
    if len(page.chars) > MAX_LETTERS or len(page.edges) > MAX_RULES:
        raise PageRefused("has far more on page 1 than a bulletin; fill in the form")
    words = page.extract_words(x_tolerance=1.5, y_tolerance=2)
    if not words:
        if page.images:
            raise PageRefused("is a scanned picture without text; fill in the form by hand")
        raise PageRefused("has no text on page 1; download it again, or fill in the form")
    text = "\n".join(_text(line) for line in _lines(words))
    unreadable = text.count("(cid:") + text.count("\ufffd")
    if unreadable > _GARBLED_SHARE * len(words):
        raise PageRefused("has garbled text: its letters have no meaning; fill in the form by hand")
    ruled, loose = _ruled(page, words)
    rows = [*ruled, *(_loose_row(line) for line in _lines(loose))]
    return Sheet(text, tuple(sorted(rows, key=lambda row: row.top)))


def _ruled(page: Page, words: list[_Word]) -> tuple[list[Row], list[_Word]]:
    """Return the rows of the ruled tables, and the words outside their cells."""
    rows, left = [], words
    for table in page.find_tables():
        boxes = [[box for box in row.cells if box] for row in table.rows]
        if len(boxes) < 2 or max(map(len, boxes)) < 2:
            continue
        for row in boxes:
            inside = [[word for word in left if _within(word, box)] for box in row]
            taken = {id(word) for each in inside for word in each}
            left = [word for word in left if id(word) not in taken]
            if cells := [_cell(each) for each in inside if each]:
                rows.append(Row(min(box[1] for box in row), tuple(cells), ruled=True))
    return rows, left


def _within(word: _Word, box: tuple[float, float, float, float]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _lines(words: list[_Word]) -> Iterator[list[_Word]]:
    """Yield the words line by line, each from left to right."""
    line: list[_Word] = []
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"], word["x0"])):
        if line and _middle(word) - _middle(line[0]) > _SAME_LINE * _height(line[0]):
            yield sorted(line, key=lambda each: each["x0"])
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda each: each["x0"])


def _middle(word: _Word) -> float:
    return float(word["top"] + word["bottom"]) / 2


def _height(word: _Word) -> float:
    return float(word["bottom"] - word["top"])


def _text(words: list[_Word]) -> str:
    return " ".join(word["text"] for word in words)


def _cell(words: list[_Word]) -> Cell:
    """Return words, on one line or more, as one cell."""
    text = " ".join(_text(line) for line in _lines(words))
    return Cell(text, min(word["x0"] for word in words), max(word["x1"] for word in words))


def _loose_row(line: list[_Word]) -> Row:
    """Return a line as a row: a wide gap parts two cells."""
    groups = [[line[0]]]
    for before, word in pairwise(line):
        if word["x0"] - before["x1"] > _GAP * _height(word):
            groups.append([])
        groups[-1].append(word)
    return Row(min(word["top"] for word in line), tuple(_cell(each) for each in groups))
