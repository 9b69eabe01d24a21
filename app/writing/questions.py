"""What callers ask, and what a presenter answers: only with the words of the bulletin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from app.domain.bulletins import Script
from app.domain.evidence import Phase
from app.errors import PackError
from app.writing.pack_files import Row, read_rows, unsayable
from app.writing.pack_settings import PackStatus
from app.writing.pack_tables import PHRASE_COLUMNS
from app.writing.segments import SegmentKind
from app.writing.slots import Slot

QUESTIONS = "questions.csv"
ANY = "any"
PARTS = ASK, ANSWER = "ask", "answer"
# A field that stands for all sentences of a segment, such as `segment_actions`.
SEGMENT = "segment_"
_KEY = re.compile(rf"({'|'.join((ANY, *Phase))})/[123]/[a-z-]+/({'|'.join(PARTS)})")
_FIELD = re.compile(r"\{[a-z0-9_]+\}")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that callers ask, with its answer; braces are filled from the bulletin.

    Attributes:
        phase: The phase that it is for, or `any`.
        order: Its place, 1 to 3; of several that fit a bulletin the first one is taken.
    """

    key: str
    phase: str
    order: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is printed for a presenter, and its answer, a sentence a line."""

    question: str
    answer: tuple[str, ...]


def read_questions(
    path: Path, status: PackStatus, slots: Mapping[str, Slot]
) -> tuple[Question, ...]:
    """Return the questions of a language, in the order of the file; none without the file.

    Each is two rows: `alert/2/rain/ask` and `alert/2/rain/answer`, of the phase Alert, in the
    second place.

    Raises:
        PackError: The file breaks a rule; the message names file, row and remedy.
    """
    if not path.exists():
        return ()
    may_lack = "text" if status is PackStatus.EMPTY else ""
    rows = read_rows(path, columns=PHRASE_COLUMNS, filled=("text",), unknown=may_lack)
    pairs: dict[str, dict[str, Row]] = {}
    for row in rows:
        _check(row, status, slots)
        name, _, part = row["key"].rpartition("/")
        pairs.setdefault(name, {})[part] = row
    return tuple(_question(name, pair) for name, pair in pairs.items())


def _question(name: str, pair: Mapping[str, Row]) -> Question:
    if len(pair) < len(PARTS):
        [alone] = pair.values()
        raise alone.fault(f"'{name}' needs two rows, /{ASK} and /{ANSWER}; add the other")
    phase, order, key = name.split("/")
    return Question(
        key=key,
        phase=phase,
        order=int(order),
        question=pair[ASK]["text"],
        answer=pair[ANSWER]["text"],
    )


def _check(row: Row, status: PackStatus, slots: Mapping[str, Slot]) -> None:
    """Make sure that a row has its place, can be said, and is filled with what bulletins know."""
    if not _KEY.fullmatch(row["key"]):
        raise row.fault(
            f"'{row['key']}' is no place; write phase or {ANY}, 1 to 3, a name, {ASK} or {ANSWER}, "
            "such as 'alert/2/rain/ask'"
        )
    if status is PackStatus.REVIEWED and row["status"] != "reviewed":
        raise row.fault("the language is marked as reviewed, but this row is not; have it reviewed")
    sign = unsayable(_FIELD.sub("", row["text"]))
    if sign:
        raise row.fault(f"'text' holds '{sign}', which nobody can read aloud; use words")
    known = {*slots, *(f"{SEGMENT}{kind}" for kind in SegmentKind)}
    try:
        strange = sorted(set(_fields(row["text"])) - known)
    except ValueError as fault:
        raise row.fault(f"'text' has a brace too many or too few: {fault}") from fault
    if strange:
        raise row.fault(f"'{{{strange[0]}}}' is no slot and no segment; see slots.yaml")


def _fields(pattern: str) -> Iterator[str]:
    return (field for _, field, _, _ in Formatter().parse(pattern) if field is not None)


def asked(questions: tuple[Question, ...], script: Script, phase: Phase) -> tuple[Asked, ...]:
    """Return the questions that fit a bulletin, one an order; what it does not say is not asked.

    A question of the phase goes before one of any phase.
    """
    known = _known(script)
    found: dict[int, Asked] = {}
    for each in sorted(questions, key=lambda one: (one.order, one.phase == ANY)):
        fits = each.phase in (ANY, phase)
        needed = {*_fields(each.question), *_fields(each.answer)}
        if fits and each.order not in found and needed <= known.keys():
            found[each.order] = _filled(each, known)
    return tuple(found.values())


def _known(script: Script) -> Mapping[str, str]:
    """Return what the bulletin says, by field; the words of an exercise are not among it.

    A fact that an officer wrote out of the text is not said any more.
    """
    facts = {
        fact.name: fact.words
        for segment in script.segments
        for fact in segment.facts
        if fact.words and fact.words.casefold() in segment.text.casefold()
    }
    middle = [each for each in script.segments if each.kind != SegmentKind.CLOSE][1:]
    return {**facts, **{f"{SEGMENT}{each.kind}": each.text for each in middle}}


def _filled(each: Question, known: Mapping[str, str]) -> Asked:
    question, answer = (text.format_map(known) for text in (each.question, each.answer))
    sentences = _SENTENCE_END.split(answer.strip())
    return Asked(question=_capital(question), answer=tuple(_capital(each) for each in sentences))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def checked_questions(
    folder: Path, status: PackStatus, slots: Mapping[str, Slot]
) -> tuple[Question, ...]:
    """Return the questions of a language's folder, all places of three filled or none at all.

    Raises:
        PackError: A row is wrong, or a place has no question that fits every bulletin.
    """
    found = read_questions(folder / QUESTIONS, status, slots)
    for order in sorted({1, 2, 3} - {each.order for each in found if each.phase == ANY}):
        if found:
            raise PackError(
                f"{folder.name}/{QUESTIONS}: no question of any phase has the order {order}; add it"
            )
    return found
