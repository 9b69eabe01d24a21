"""Segment templates: plain text, one sentence a line; a sentence without its fact is not said.

A line may name slots (`{{ rain_3_month | usual }}`) and may stand in one guard
(`{% if water_far %}…{% endif %}`, `{% if not contact %}…{% endif %}`); `sandbox` refuses the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import EvidenceError, PackError, TemplateError
from app.writing.pack_files import read_text
from app.writing.sandbox import Checked, Place, check_line
from app.writing.slots import Slot
from app.writing.wording import Spoken

MOST_LINES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a template.

    Attributes:
        number: Line in the file.
        required: Slots among its own that no script can do without.
        checked: The line, found harmless and compiled.
    """

    number: int
    required: tuple[str, ...]
    checked: Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTemplate:
    """A template file, read and found harmless.

    Attributes:
        file: Name of the file, for messages, such as `sw/segments/alert/headline.txt.j2`.
    """

    file: str
    lines: tuple[Line, ...]

    @property
    def last_line(self) -> int:
        """Number of the last line that says something; 1 for a file that says nothing."""
        return self.lines[-1].number if self.lines else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line as it is spoken, and the slots it rests on, guard included."""

    text: str
    slots: tuple[str, ...]


def parse_template(path: Path, *, file: str, slots: Mapping[str, Slot]) -> SegmentTemplate:
    """Return a template, checked line by line.

    Args:
        path: The file.
        file: Its name in messages.
        slots: The catalogue of slots.

    Raises:
        TemplateError: A line breaks a rule; the message names file, line and slot.
    """
    try:
        text = read_text(path)
    except PackError as fault:
        raise TemplateError(f"{file}, line 1: {fault}") from fault
    return parse_lines(text, file=file, slots=slots)


def parse_lines(text: str, *, file: str, slots: Mapping[str, Slot]) -> SegmentTemplate:
    """Return the template that a text holds; see `parse_template`."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise TemplateError(
            f"{file}, line {MOST_LINES + 1}: a segment has at most {MOST_LINES} lines"
        )
    parsed = [
        _line(line.strip(), Place(file=file, line=number, slots=slots))
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.lstrip().startswith("{#")
    ]
    return SegmentTemplate(file=file, lines=tuple(parsed))


def _line(source: str, place: Place) -> Line:
    checked = check_line(source, place)
    required = tuple(name for name in checked.slots if place.slots[name].required)
    return Line(number=place.line, required=required, checked=checked)


def render(template: SegmentTemplate, spoken: Mapping[str, Spoken]) -> tuple[Said, ...]:
    """Return the lines that can be said with these facts; one that lacks a fact is left out.

    Raises:
        EvidenceError: A slot that no script can do without is missing.
        NoWords: The language cannot say one of the values.
    """
    said = []
    for line in template.lines:
        checked = line.checked
        if _guarded_out(checked, spoken):
            continue
        missing = [name for name in line.required if name not in spoken]
        if missing:
            raise EvidenceError(
                f"{template.file}, line {line.number}: nothing is known for '{missing[0]}', "
                "and no script can do without it"
            )
        if all(name in spoken for name in checked.slots):
            said.append(_said(checked, spoken))
    return tuple(said)


def _guarded_out(checked: Checked, spoken: Mapping[str, Spoken]) -> bool:
    if not checked.guard:
        return False
    found = spoken.get(checked.guard)
    there = found is not None and found.fact.value is not False
    return there is not checked.guard_wants


def _said(checked: Checked, spoken: Mapping[str, Spoken]) -> Said:
    text = checked.words.render({name: spoken[name] for name in checked.slots})
    guard = (checked.guard,) if checked.guard and checked.guard_wants else ()
    return Said(text=" ".join(text.split()), slots=tuple(dict.fromkeys((*guard, *checked.slots))))
