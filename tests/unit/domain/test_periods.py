from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.periods import Dekad, Month, Period, Week, end_of_day

DAYS = st.dates(min_value=date(1981, 1, 1), max_value=date(2099, 12, 31))


@given(DAYS)
def test_every_day_lies_in_its_dekad_month_and_week(day):
    for period in (Dekad.of(day).period, Month.of(day).period):
        assert period.start <= day <= period.end
    assert Week.of(day).monday <= day <= Week.of(day).sunday


@given(DAYS)
def test_dekads_count_without_gaps(day):
    dekad = Dekad.of(day)
    after = Dekad.from_ordinal(dekad.ordinal + 1)
    assert (after.period.start - dekad.period.end).days == 1
    assert Dekad.from_ordinal(dekad.ordinal) == dekad
    assert 0 <= dekad.slot <= 35


@given(DAYS)
def test_weeks_and_months_are_read_as_they_are_written(day):
    assert Week.parse(str(Week.of(day))) == Week.of(day)
    assert Month.parse(str(Month.of(day))) == Month.of(day)


@pytest.mark.parametrize("text", ["", "2026", "2026-W", "2026-W54", "2025-W53", "26-W01", "x"])
def test_what_is_no_week_is_refused(text):
    with pytest.raises(ValueError, match=r"week|Week"):
        Week.parse(text)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "Feb 2026"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


def test_sunday_night_in_nairobi_belongs_to_the_old_week():
    assert str(Week.at(datetime(2026, 11, 22, 20, 59, tzinfo=UTC))) == "2026-W47"
    assert str(Week.at(datetime(2026, 11, 22, 21, 0, tzinfo=UTC))) == "2026-W48"
    assert end_of_day(date(2026, 11, 29)).astimezone(UTC).hour == 20
