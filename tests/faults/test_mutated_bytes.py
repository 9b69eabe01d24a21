"""Sound bodies with bytes and values changed at random: refused, or read as sane figures."""

import json
import re
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.places import counties
from app.errors import SourceError, SourceFormatError
from app.sources.ndma_bulletin import read_pdf_form
from app.sources.ndma_fields import TITLES, fields_of, read_fields
from app.sources.ndma_form import to_harvest
from tests.faults.bodies import BODIES, JSONS, NDMA, TODAY, Body, said_of
from tests.unit.sources.conftest import payload_of
from tests.unit.sources.ndma_pages import LAYOUTS, Printed

KITUI = counties()["kitui"]
many = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
# Bytes that mean something to a table or to JSON.
SIGNS = b"\0\n\r\t ,\"'=+-@0123456789.eEnN{}[]:;\\\xff\xc3\x80"
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**30, 10**60)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=30)
    | st.sampled_from(["=1+1", "2072-01-01", "0001-01-01", "9999-12-31", "2026-02-31", "Kitui"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def mutated(draw, sound):
    """A body with one to six bytes changed, put in, or cut out."""
    body = bytearray(sound)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body) - 1))
        kind = draw(st.sampled_from(("flip", "write", "insert", "delete", "repeat")))
        if kind == "flip":
            body[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "write":
            body[at] = draw(st.sampled_from(SIGNS))
        elif kind == "insert":
            body[at:at] = bytes(draw(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=4)))
        elif kind == "delete":
            del body[at : at + draw(st.integers(1, 40))]
        else:
            body[at:at] = body[at : at + draw(st.integers(1, 200))]
        body = body or bytearray(b"x")
    return bytes(body)


def places(value, at=()):
    """Yield the way to every value in a JSON value."""
    yield at
    if isinstance(value, dict | list):
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield from places(value[key], (*at, key))


def replaced(value, at, new):
    """Return a JSON value with another one at a place."""
    if not at:
        return new
    made = dict(value) if isinstance(value, dict) else list(value)
    made[at[0]] = replaced(value[at[0]], at[1:], new)
    return made


def read_or_refused(body: Body, hostile: bytes) -> None:
    """Read a body: `said` checks that each figure is finite, in Kenya, and in a true period."""
    try:
        body.said(hostile)
    except SourceError as fault:
        assert len(fault.reason) < 1000  # noqa: PT017  whether it is refused is not the question


@pytest.mark.parametrize("body", BODIES, ids=lambda each: each.name)
@many
@given(drawn=st.data())
def test_changed_bytes_are_refused_or_give_sane_figures(body, drawn):
    read_or_refused(body, drawn.draw(mutated(body.sound)))


@pytest.mark.parametrize("body", JSONS, ids=lambda each: each.name)
@many
@given(drawn=st.data())
def test_another_value_anywhere_in_an_answer_is_refused_or_gives_sane_figures(body, drawn):
    value = json.loads(body.sound)
    at = drawn.draw(st.sampled_from(list(places(value))))
    read_or_refused(body, json.dumps(replaced(value, at, drawn.draw(JSON))).encode())


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 4000, "9" * 5000], ids=lambda n: n[:9]
)
@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("Open-Meteo", b'"precipitation_sum": ['),
        ("NASA POWER", b'"20261101": '),
        ("FEWS NET", b'"value": '),
    ],
)
def test_a_number_that_is_none_is_refused(name, before, number):
    body = next(each for each in JSONS if each.name == name)
    start, _, rest = body.sound.partition(before)
    figure = re.match(rb"[\d.-]+", rest)
    with pytest.raises(SourceFormatError, match=r"not JSON|not -?\d"):
        body.said(start + before + number.encode() + rest[figure.end() :])


@pytest.mark.parametrize("body", JSONS, ids=lambda each: each.name)
def test_an_answer_that_says_a_thing_twice_is_refused(body):
    start = body.sound.index(b"{") + 1
    first = body.sound[start : body.sound.index(b":", start) + 1]
    hostile = body.sound[:start] + first + b" 1, " + body.sound[start:]
    with pytest.raises(SourceFormatError, match=r"not JSON.*twice"):
        body.said(hostile)


@pytest.mark.parametrize("body", JSONS, ids=lambda each: each.name)
def test_a_value_as_deep_as_can_be_read_at_all_is_refused_in_words(body):
    value = json.loads(body.sound)
    ways = sorted(places(value), key=len)
    for at in (*ways[1:12], ways[-1]):
        marked = json.dumps(replaced(value, at, "deep")).encode()
        for depth in range(800, 1000, 4):
            read_or_refused(body, marked.replace(b'"deep"', b"[" * depth + b"]" * depth))


@pytest.mark.parametrize("day", ["9999-12-31", "1980-01-01", "0001-01-01", "2072-01-01"])
def test_the_first_and_the_last_days_of_the_calendar_are_refused_in_words(day):
    for body in JSONS:
        days = {each.decode() for each in re.findall(rb'"(20\d\d-?\d\d-?\d\d)"', body.sound)}
        for each in days:
            other = day if "-" in each else day.replace("-", "")
            read_or_refused(body, body.sound.replace(each.encode(), other.encode(), 1))


def test_a_name_without_end_does_not_hold_the_catalogue_up():
    body = next(each for each in JSONS if each.name == "catalogue")
    start = time.monotonic()
    endless = b"rainfall" * 100_000
    assert body.said(body.sound.replace(b'"ken-rainfall-subnat-full.csv"', b'"%s"' % endless, 1))
    assert time.monotonic() - start < 2.0


@many
@given(
    texts=st.dictionaries(
        st.sampled_from([*TITLES, "figure-", "zone-99-name", "other"]),
        st.text(max_size=40)
        | st.from_regex(r"[<>=+-]?[0-9]{1,20}(\.[0-9]{1,5})?( ?(km|%|Ksh))?", fullmatch=True)
        | st.sampled_from(["nan", "inf", "1e999", "0000-01", "9999-12", "Alarm", "=1+1"]),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_posted_fields_are_refused_field_by_field_or_give_sane_figures(texts):
    found = read_fields(fields_of(NDMA) | texts, county=KITUI, today=TODAY)
    assert (found.form is None) == bool(found.problems)
    if found.form:
        said = said_of(to_harvest(found.form, payload_of(b"posted")))
        assert {each[0] for each in said} == {"kitui"}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@settings(deadline=None, max_examples=6, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_a_pdf_with_changed_bytes_is_refused_or_gives_sane_figures(layout, drawn):
    body = drawn.draw(mutated(layout(Printed())))
    payload = replace(payload_of(body, "bulletin.pdf"), media_type="application/pdf")
    try:
        form = read_pdf_form(payload, county=KITUI, month=None)
    except SourceFormatError as fault:
        assert "page 1: " in fault.reason  # noqa: PT017  whether it is refused is not the question
    else:
        read_or_refused(Body(name="", sound=b"", read=lambda _: to_harvest(form, payload)), b"")
