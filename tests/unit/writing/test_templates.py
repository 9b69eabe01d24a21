from dataclasses import replace
from datetime import date

import pytest

from app.domain.bulletins import Fact
from app.domain.periods import Period
from app.errors import EvidenceError, NoWords, TemplateError
from app.writing.filters import FILTERS, value_words
from app.writing.slots import SlotType
from app.writing.templates import parse_lines, parse_template, render
from app.writing.wording import Spoken, Wording
from tests.unit.writing.evidence import FEBRUARY, MARCH_3, PACKS

SLOTS = PACKS["en"].slots


def parse(text):
    return parse_lines(text, file="en/segments/alert/rain.txt.j2", slots=SLOTS)


def spoken(name, value, *, unit="", period=FEBRUARY.period, code="en", as_of=date(2026, 3, 12)):
    pack = PACKS[code]
    wording = Wording(
        language=pack.name,
        numbers=pack.numbers,
        dates=pack.dates,
        phrases=pack.phrases,
        as_of=as_of,
    )
    fact = Fact(name=name, value=value, unit=unit, period=period)
    return Spoken(fact=fact, slot=SLOTS[name], wording=wording)


def say(text, *facts):
    return [line.text for line in render(parse(text), {it.slot.name: it for it in facts})]


HOSTILE = [
    "{% for a in county %}{{ a }}{% endfor %}.",
    "{% for a in range(10000000) %}x{% endfor %}.",
    "{{ county() }}.",
    "{{ range(10) }}.",
    "{{ county.name }}.",
    "{{ county['name'] }}.",
    "{{ county.__class__.__mro__ }}.",
    "{{ ''.__class__ }}.",
    "{{ 'a' * 1000000000 }}.",
    "{{ 2 ** 999999 }}.",
    "{{ county + county }}.",
    "{{ county ~ county }}.",
    "{{ 'text' }}.",
    "{{ 12 }}.",
    "{{ county == county }}.",
    "{{ county if county else county }}.",
    "{{ [county, county] }}.",
    "{{ {'a': county} }}.",
    "{{ county | format }}.",
    "{{ '%0999999d' | format(1) }}.",
    "{{ county | attr('name') }}.",
    "{{ rain_3_month | usual | month }}.",
    "{{ rain_3_month | usual(5) }}.",
    "{{ rain_3_month | usual(*county) }}.",
    "{% include 'other' %}",
    "{% import 'other' as o %}",
    "{% from 'other' import o %}",
    "{% extends 'other' %}",
    "{% block a %}x.{% endblock %}",
    "{% set a = 1 %}x.",
    "{% macro a() %}x.{% endmacro %}",
    "{% call county() %}x.{% endcall %}",
    "{% filter upper %}x.{% endfilter %}",
    "{% with a = 1 %}x.{% endwith %}",
    "{% do county %}",
    "{% autoescape true %}x.{% endautoescape %}",
    "{% raw %}{{ county }}{% endraw %}.",
    "{% if county is defined %}x.{% endif %}",
    "{% if county == 'a' %}x.{% endif %}",
    "{% if county %}x.{% else %}y.{% endif %}",
    "{% if county %}x.{% elif contact %}y.{% endif %}",
    "{% if county %}{% if contact %}x.{% endif %}{% endif %}",
    "{% if county %}x.{% endif %} y.",
    "x. {% if county %}y.{% endif %}",
    "{% if county %}{% endif %}",
    "{% if not not county %}x.{% endif %}",
    "{{ county",
    "{% if county %}x.",
    "{% endif %}",
    "{{ " + "(" * 140 + "county" + ")" * 140 + " }}.",
    "{{ " + "-" * 250 + "county }}.",
    "x" * 301,
]


@pytest.mark.parametrize("line", HOSTILE, ids=lambda line: line[:40])
def test_hostile_lines_are_refused_when_read(line):
    with pytest.raises(TemplateError, match=r"^en/segments/alert/rain.txt.j2, line 2: "):
        parse("Fine.\n" + line)


def test_hostile_files_are_refused_for_their_size(tmp_path):
    with pytest.raises(TemplateError, match="line 61: a segment has at most 60 lines"):
        parse("Rain fell.\n" * 61)
    huge = tmp_path / "rain.txt.j2"
    huge.write_text("Rain fell.\n" * 100_000)
    with pytest.raises(TemplateError, match="larger than"):
        parse_template(huge, file="en/rain.txt.j2", slots=SLOTS)


def test_deep_nesting_within_a_line_is_refused(monkeypatch):
    monkeypatch.setattr("app.writing.sandbox.LONGEST_LINE", 100_000)
    with pytest.raises(TemplateError, match="line 1"):
        parse("{{ " + "(" * 20_000 + "county" + ")" * 20_000 + " }}.")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Rain was {{ rian_3_month | usual }}.", "slot 'rian_3_month' is not in slots.yaml; did"),
        ("Rain was {{ zzz | usual }}.", "slot 'zzz' is not in slots.yaml$"),
        ("{% if raining %}Rain.{% endif %}", "slot 'raining' is not in slots.yaml"),
        ("Rain was {{ rain_3_month | usal }}.", "slot 'rain_3_month': there is no filter 'usal'"),
        ("Rain was {{ rain_3_month }}.", "slot 'rain_3_month' needs a filter: usual"),
        ("It is {{ rain_failed }}.", "slot 'rain_failed' needs a filter: only in a guard"),
        ("Rain was {{ rain_3_month | kilos }}.", "slot 'rain_3_month' cannot be said with 'kilos'"),
        ("It is {{ county | percent }}.", "slot 'county' cannot be said with 'percent'.*none"),
        ("Rain was 60 percent.", "'6' cannot be spoken"),
        ("Rain & pasture.", "'&' cannot be spoken"),
        ("Rain was {low}.", "'{' cannot be spoken"),
        ("Rain was low", "ends with a full stop"),
        ("In {{ county }}", "ends with a full stop"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_slot(line, why):
    with pytest.raises(TemplateError, match=rf"^en/segments/alert/rain.txt.j2, line 3: .*{why}"):
        parse("{# a comment #}\n\n" + line)


def test_comments_and_blank_lines_say_nothing():
    assert say("{# 3 % of nothing #}\n\n   \nRain fell.") == ["Rain fell."]


def test_a_line_without_its_fact_is_left_out():
    text = "In {{ county }}, rain was {{ rain_3_month | usual }}.\nGood day, {{ county }}."
    assert say(text, spoken("county", "Kitui")) == ["Good day, Kitui."]


def test_a_line_without_a_required_fact_is_an_error():
    with pytest.raises(EvidenceError, match=r"line 1: nothing is known for 'county'"):
        say("Good day, {{ county }}.")


@pytest.mark.parametrize(("value", "heard"), [(True, True), (False, False), (None, False)])
def test_a_guard_needs_its_flag_to_be_there_and_true(value, heard):
    facts = [] if value is None else [spoken("rain_helped", value)]
    text = "{% if rain_helped %}The rain has helped.{% endif %}"
    assert bool(say(text, *facts)) is heard
    other = "{% if not rain_helped %}The rain has not helped.{% endif %}"
    assert bool(say(other, *facts)) is not heard


def test_a_line_tells_which_slots_it_rests_on():
    template = parse(
        "{% if rain_failed %}Rain was low up to {{ rain_3_month | until }}.{% endif %}"
    )
    facts = [spoken("rain_failed", value=True), spoken("rain_3_month", 58.0, unit="%")]
    (line,) = render(template, {it.slot.name: it for it in facts})
    assert line.slots == ("rain_failed", "rain_3_month")


@pytest.mark.parametrize(
    ("share", "en", "sw"),
    [
        (58.2, "about sixty percent of the usual amount", "takriban asilimia sitini ya kiwango"),
        (51, "about half of the usual amount", "takriban nusu ya kiwango cha kawaida"),
        (33, "about a third of the usual amount", "takriban theluthi moja ya kiwango"),
        (99, "about the usual amount", "takriban kiwango cha kawaida"),
        (112, "about one hundred and ten percent of the", "takriban asilimia mia moja na kumi ya"),
        (260, "twice the usual amount or more", "mara mbili ya kiwango cha kawaida au zaidi"),
        (1, "almost nothing", "haba mno"),
    ],
)
def test_shares_of_the_usual_are_said_in_plain_words(share, en, sw):
    text = "Rain was {{ rain_3_month | usual }}."
    assert en in say(text, spoken("rain_3_month", share, unit="%"))[0]
    assert sw in say(text, spoken("rain_3_month", share, unit="%", code="sw"))[0]


def test_places_are_joined_as_the_language_joins_them():
    text = "Driest: {{ hotspots | places }}."
    many = ("Mutomo", "Ikutha", "Kanziko")
    assert say(text, spoken("hotspots", many)) == ["Driest: Mutomo, Ikutha and Kanziko."]
    assert say(text, spoken("hotspots", many, code="sw")) == ["Driest: Mutomo, Ikutha na Kanziko."]
    assert say(text, spoken("hotspots", ("Mutomo",))) == ["Driest: Mutomo."]
    assert say(text, spoken("hotspots", "Mutomo")) == ["Driest: Mutomo."]
    with pytest.raises(EvidenceError, match="names no place"):
        say(text, spoken("hotspots", ()))


ODD = Period(date(2026, 1, 11), date(2026, 2, 28))
DEKADS = Period(date(2026, 2, 1), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("period", "en", "sw"),
    [
        (FEBRUARY.period, "In February", "Mwezi wa Februari"),
        (MARCH_3, "In the three months to the end of February", "Katika miezi mitatu hadi mwisho"),
        (
            DEKADS,
            "In the month to the second of March",
            "Katika mwezi mmoja hadi tarehe mbili Machi",
        ),
        (
            ODD,
            "From the eleventh of January to the end of February",
            "Kuanzia tarehe kumi na moja Januari hadi mwisho wa Februari",
        ),
    ],
)
def test_a_figure_is_given_to_the_days_it_is_of(period, en, sw):
    text = "{{ rain_1_month | over }}, rain was low."
    assert say(text, spoken("rain_1_month", 46.0, unit="%", period=period))[0].startswith(en)
    assert say(text, spoken("rain_1_month", 46.0, unit="%", period=period, code="sw"))[
        0
    ].startswith(sw)


def test_a_month_long_past_is_said_with_its_year():
    text = "In {{ milk | month }}, and by {{ milk | until }}."
    old = spoken("milk", 1.0, as_of=date(2027, 1, 31))
    year = "February, twenty twenty-six"
    assert say(text, old) == [f"In {year}, and by the end of {year}."]
    assert say(text, spoken("milk", 1.0, as_of=date(2026, 12, 31))) == [
        "In February, and by the end of February."
    ]


@pytest.mark.parametrize(
    ("text", "name", "value", "fault"),
    [
        ("{{ milk | litres }}.", "milk", "much", EvidenceError),
        ("{{ milk | litres }}.", "milk", True, EvidenceError),
        ("{{ next_issue | date }}.", "next_issue", "tomorrow", EvidenceError),
        ("{{ next_issue | day }}.", "next_issue", "tomorrow", EvidenceError),
        ("{{ phase_month | month }}.", "phase_month", "Feb", EvidenceError),
        ("{{ pasture | phrase }}.", "pasture", "trend-stable", NoWords),
        ("{{ contact | digits }}.", "contact", "call us", NoWords),
    ],
)
def test_a_value_of_the_wrong_kind_is_never_said(text, name, value, fault):
    with pytest.raises(fault, match=name if fault is EvidenceError else "choices|telephone"):
        say(text, spoken(name, value))


def test_a_figure_without_its_days_is_never_said():
    with pytest.raises(EvidenceError, match="'milk' does not say which days it is of"):
        say("{{ milk | month }}.", spoken("milk", 1.0, period=None))


def test_a_phrase_that_the_language_lacks_raises():
    it = spoken("trend", "trend-stable", code="kam")
    with pytest.raises(NoWords, match="no words for 'trend-stable'"):
        say("{{ trend | phrase }}.", it)


def test_every_filter_is_named_by_some_slot_type():
    number = replace(SLOTS["milk"], type=SlotType.NUMBER, rounding="none")
    it = replace(spoken("milk", 12), slot=number)
    assert value_words(it) == "twelve"
    assert FILTERS["percent"](spoken("children_at_risk", 8.6)) == "nine percent"
    assert FILTERS["day"](spoken("next_issue", "2026-11-30")) == "the thirtieth of November"
    assert value_words(spoken("rain_helped", value=True)) == ""
