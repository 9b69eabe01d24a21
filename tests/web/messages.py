"""Every text that the pages show in the reader's language: from the pages, and from word tables.

A table whose texts are handed to `_` by a page is named in `TABLES`; constants of the web's modules
that are whole sentences are found by themselves. What has no Kiswahili yet, as
entries to be filled in and moved to `app/web/locale/sw.po`:

python -m tests.web.messages
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

import app.web
from app.domain import deliveries
from app.indicators.vegetation import VCI_CLASSES
from app.pipeline import as_run, as_run_lines, stations, targets
from app.publishing.fit import LOUDNESS, RULES
from app.publishing.fit_feed import FEED_RULES
from app.publishing.fit_files import FILE_RULES
from app.sources import ndma_fields, ndma_indicators
from app.store.audit import Deed
from app.web import as_run as as_run_page
from app.web import charts, confirm, feedback, problems, station_pages, word_lists
from app.web.desk import (
    advice_announcements,
    advice_rows,
    aired,
    approve,
    evidence_rows,
    evidence_words,
    heard,
    help,
    languages,
    ndma_table,
    needs,
    push_words,
    roles,
    station_form,
    text_rows,
    week_steps,
)

WEB = Path(app.web.__file__).parent
SENTENCE = re.compile(r"[A-Z][^{}<>/`]+ [^{}<>/`]+\.")
JINJA = {"trimmed": "true", "newstyle_gettext": "true"}
PAGE_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
PYTHON_KEYWORDS = {"text": None, "counted": (1, 2)}
TABLES: tuple[object, ...] = (
    stations.FAULTS,
    (*station_form.LOUDNESS_WORDS.values(), stations.NO_FILE),
    station_form.SCOPE_WORDS,
    station_form.EXPIRED_WORDS,
    station_pages.DONE,
    as_run.WORDS,
    as_run_lines.WORDS,
    as_run_page.ORDERS,
    confirm.DONE,
    feedback.ANSWERS,
    aired.WAYS,
    heard.CHANNELS,
    word_lists.PHASE_WORDS,
    word_lists.TREND_WORDS,
    word_lists.VERDICT_WORDS,
    word_lists.VERDICT_SENTENCES,
    word_lists.RUN_WORDS,
    word_lists.SEGMENTS,
    word_lists.WHAT,
    evidence_words.POLICY_WORDS,
    evidence_words.CLOSED,
    evidence_words.NOTHING_TO_DECIDE,
    evidence_words.INDICATOR_TITLES,
    evidence_words.CONTEXT_TITLES,
    evidence_words.CAUTIONS,
    evidence_rows.INSIDE,
    evidence_rows.OUTSIDE,
    evidence_rows.NO_RANGE,
    evidence_rows.NOTHING_SAYABLE,
    evidence_rows.IN_SUM,
    [each.capitalize() for each in evidence_rows.GROUPS],
    [words for _, words in charts.RAIN_SPANS],
    [each[-1] for each in VCI_CLASSES],
    ndma_fields.TITLES,
    [each.title for each in ndma_indicators.INDICATORS],
    [each.unit for each in ndma_indicators.INDICATORS],
    [each.name for each in ndma_table.groups()],
    [line.title for each in ndma_table.groups() for line in each.lines],
    ndma_table.PHASE_CHOICES,
    ndma_table.TREND_CHOICES,
    week_steps.STEPS,
    week_steps.STATE_WORDS,
    week_steps.ACTIONS,
    week_steps.NOTHING_MADE,
    needs.NEEDS,
    needs.SEE,
    targets.WORDS,
    (deliveries.HELP, deliveries.OWN_FIELDS, deliveries.ODD_FOLDER),
    push_words.TABLES,
    advice_announcements.STATES,
    advice_announcements.KINDS,
    advice_rows.STATES,
    advice_rows.STAGES,
    advice_rows.OVER,
    advice_rows.SECTOR_WORDS,
    advice_rows.SEASON_CHOICES,
    (approve.READ, approve.RECORD, approve.WATCH),
    [who for who, _ in languages.STEPS],
    roles.ROLE_WORDS,
    text_rows.INSTALLED,
    text_rows.STATES,
    text_rows.GROUPS,
    text_rows.TABLES_SHOWN,
    [str(each) for each in Deed],
    problems.PAGE_TITLES,
    [(each.title, *each.steps) for each in help.TOUR],
    [
        (each.good, each.bad, each.remedy)
        for rules in (RULES, FEED_RULES, FILE_RULES)
        for each in rules.values()
    ],
    (LOUDNESS,),
)
Message = str | tuple[str, str]


def all_messages() -> dict[Message, str]:
    """Return every message, with the file or table that it was found in."""
    found: dict[Message, str] = {}
    for message, where in (*_of_pages(), *_of_python(), *_of_tables(), *_of_constants()):
        found.setdefault(message, where)
    return found


def _of_pages() -> Iterator[tuple[Message, str]]:
    for path in sorted((WEB / "pages").glob("*.html")):
        told = extract(babel_extract, io.BytesIO(path.read_bytes()), PAGE_KEYWORDS, (), JINJA)
        for _, message, *_ in told:
            yield message, path.name


def _of_python() -> Iterator[tuple[Message, str]]:
    path = WEB / "wording.py"
    for _, message, *_ in extract("python", io.BytesIO(path.read_bytes()), PYTHON_KEYWORDS):
        yield message, path.name


def _of_tables() -> Iterator[tuple[Message, str]]:
    for table in TABLES:
        for text in _texts(table):
            yield text, "a table of words"


def _of_constants() -> Iterator[tuple[Message, str]]:
    """Yield sentences that are constants, such as what is wrong with a form."""
    for path in sorted((*WEB.glob("*.py"), *(WEB / "desk").glob("*.py"))):
        module = import_module(".".join(path.relative_to(WEB.parents[1]).with_suffix("").parts))
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str) and SENTENCE.fullmatch(value):
                yield value, path.name


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        if told:
            yield str(told)
    elif isinstance(told, Mapping):
        yield from _texts(tuple(told.values()))
    elif is_dataclass(told):
        yield from _texts(tuple(getattr(told, each.name) for each in fields(told)))
    elif isinstance(told, Iterable):
        for each in told:
            yield from _texts(each)


def _print_missing() -> None:
    with (WEB / "locale" / "sw.po").open("rb") as file:
        known = read_po(file, locale="sw")
    wanted, out = Catalog(locale="sw"), io.BytesIO()
    for message, where in all_messages().items():
        if known.get(message) is None:
            wanted.add(message, locations=[(where, 1)])
    write_po(out, wanted, omit_header=True)
    print(out.getvalue().decode())


if __name__ == "__main__":
    _print_missing()
