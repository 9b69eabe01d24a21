"""A station as it is typed: what may stand in each field, and what is said of what may not."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from app.domain.places import counties
from app.domain.recordings import AudioFormat
from app.domain.stations import Medium
from app.errors import Conflict
from app.pipeline.stations import FAULTS, Form, faults, form_of, station_of
from tests.builders import NOW

FORM = Form(
    name="Mwatũ FM 93.1",
    counties=("kitui", "makueni"),
    languages=("en", "kam"),
    formats=(AudioFormat.WAV_48,),
    person="Wairimu",
    phone="+254 722 222 222",
    key_scope="read",
    loudness="-23",
    first_cart="410000",
    last_cart="410003",
    slots="Monday 7:00\nthu 18.30; mon 07:00",
    mail="news@mwatu.example head@mwatu.example",
    sms="0700 000 001",
    whatsapp="+254 (700) 000-002",
    telegram="@mwatu_fm, -100123456",
    when_expired="notice",
)


@dataclass(frozen=True)
class Desk:
    """As much of a newsroom as the form looks at."""

    counties: tuple[Any, ...] = tuple(counties()[slug] for slug in ("kitui", "makueni"))


def wrong(**changes):
    return dict(faults(Desk(), replace(FORM, **changes)))


def test_a_whole_form_becomes_a_station_and_a_form_again():
    made = station_of(Desk(), FORM, at=NOW)
    assert (made.slug, made.loudness_lufs, made.last_cart) == ("mwatu-fm-93-1", -23.0, 410_003)
    assert [(each.day, each.hour, each.minute) for each in made.slots] == [
        ("mon", 7, 0),
        ("thu", 18, 30),
    ]
    assert [(each.medium, each.address) for each in made.contacts] == [
        (Medium.MAIL, "news@mwatu.example"),
        (Medium.MAIL, "head@mwatu.example"),
        (Medium.SMS, "+254700000001"),
        (Medium.TELEGRAM, "@mwatu_fm"),
        (Medium.TELEGRAM, "-100123456"),
        (Medium.WHATSAPP, "+254700000002"),
    ]
    assert station_of(Desk(), form_of(made), at=NOW) == made


def test_every_fault_has_its_words():
    nothing = Form(name="", counties=(), languages=(), formats=(), person="", phone="")
    odd = dict.fromkeys(set(FAULTS) - {"carts", "counties", "languages", "formats", "person"}, "?")
    assert set(faults(Desk(), replace(nothing, **odd, first_cart="?"))) == set(FAULTS)
    with pytest.raises(Conflict, match="Give the station's name"):
        station_of(Desk(), nothing, at=NOW)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "x" * 81),
        ("name", "Mwatu \u202eMF"),
        ("name", "Mwatu\x00"),
        ("person", "x" * 81),
        ("person", "Wai\x1brimu"),
        ("loudness", "-14"),
        ("loudness", "nan"),
        ("slots", "xyz 25:99"),
        ("slots", "mon 24:00"),
        ("slots", "mon 07:60"),
        ("slots", "mon 07:00\ntue"),
        ("slots", "\n".join(f"mon 07:{minute:02d}" for minute in range(22))),
        ("mail", "ask at the gate"),
        ("mail", "a@b.example\r\nBcc: c@d.example"),
        ("mail", "x" * 110 + "@mwatu.example"),
        ("mail", "news@mwatu.example\x00"),
        ("sms", "0700"),
        ("sms", "+254700000001\x07"),
        ("whatsapp", ", ".join(f"+25470000000{each}" for each in range(6))),
        ("telegram", "t.me/<script>"),
        ("when_expired", "last week's"),
        ("key_scope", "everything"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_field(field, typed):
    assert wrong(**{field: typed}) == {field: FAULTS[field]}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("410010", "410009"),
        ("0", "9"),
        ("1", "1000000"),
        ("1", ""),
        ("", "9"),
        ("1.5", "9"),
        ("-1", "9"),
        ("\uff11", "9"),
        ("410000", "410002"),
    ],
    ids=[
        *("reversed", "zero", "too high", "no last", "no first"),
        *("fraction", "negative", "wide digit", "too few for every county and language"),
    ],
)
def test_carts_that_cannot_be_used_are_named(first, last):
    assert wrong(first_cart=first, last_cart=last) == {"carts": FAULTS["carts"]}


def test_a_station_needs_no_carts():
    assert wrong(first_cart="", last_cart="") == {}
