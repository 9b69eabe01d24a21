"""Lines of as-run logs as many automations write them: what is ours, when, and why not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.bulletins import Verdict
from app.domain.evidence import Phase
from app.domain.periods import end_of_day
from app.errors import Conflict
from app.pipeline import as_run_lines, as_run_text
from app.pipeline.as_run_lines import AIRED, Frame, read_log
from app.pipeline.as_run_names import Expected, Series
from app.pipeline.as_run_text import cells_of, delimiter_of
from app.pipeline.as_run_times import DayOrder, day_order, length_s, read_day
from app.store.listing import Standing
from tests.builders import NOW, WEEK_48

# The bulletin is out on Monday 23 November at 05:00 in Nairobi; now is Wednesday noon.
WEDNESDAY = NOW + timedelta(days=2)
FILE = "KTU_en_2026W48_drought_v1_valid-20261129.mp3"
TITLE = "Drought bulletin – Kitui – English – Wk 48 2026"
SEVEN_FIVE = datetime(2026, 11, 23, 4, 5, 9, tzinfo=UTC)

FORMATS = {
    "libretime": (
        "Start Time,End Time,Title,Creator\n"
        "2026-11-23 07:01:00,2026-11-23 07:05:09,Kilio,Some Band\n"
        f'2026-11-23 07:05:09,2026-11-23 07:07:01,"{TITLE}",NDMA Kitui\n'
    ),
    "rivendell text": (
        "                Rivendell RDAirPlay Playout Report for 11/23/2026\n"
        "                              Kitui -- all\n"
        "--Time--  -Cart-  Cut  --Title----------------  A-Len  N-Len  --Host----  Srce\n"
        "07:01:00  100023  001  Kilio                     4:01   4:02  studio      Main\n"
        f"07:05:09  900001  001  {FILE[:-4]}   1:52   1:52  studio      Main\n"
    ),
    "rivendell soundexchange": (
        "Start Time\tEnd Time\tTitle\tArtist\tAlbum\tLabel\r\n"
        f"11/23/2026 07:05:09\t11/23/2026 07:07:01\t{TITLE}\tNDMA\tDrought bulletin Kitui\t\r\n"
    ),
    "date;time;cart;cut title": (
        "date;time;cart;title;length\n23/11/2026;07:05:09;900001;" + FILE + ";0:01:52\n"
    ),
    "radiodj": f'"23.11.2026 07:05:09";"NDMA Kitui";"{TITLE}";"01:52"\n',
    "mairlist": f"2026-11-23 07:05:09\tD:\\Audio\\NDMA\\{FILE}\tNDMA\t{TITLE}\t112.40\n",
    "playoutone": (
        "Date,Time,Title,Artist,Filename,Duration\n"
        f"23 Nov 2026,07:05:09 AM,Drought,NDMA,\\\\srv\\in\\{FILE},00:01:52\n"
    ),
    "stationplaylist": f"Mon 23/11/2026\n07:05:09|NDMA - {TITLE}|1:52\n",
    "iso": "played_at,id\n2026-11-23T04:05:09Z,2026-W48-kitui-en-1\n",
    "podcast": (
        "Start Time,Title,Creator\n"
        '2026-11-23 07:05:09,"Kitui English 2026W48v1 Alert, stable, valid until Sun",NDMA\n'
    ),
    "noon and afternoon": (
        "Date,Time,Title\n"
        f"11/23/2026,12:00:00 AM,{TITLE.replace('Kitui', 'Makueni')}\n"
        f"11/23/2026,7:05:09 a.m.,{TITLE}\n"
    ),
    "one line of text": f"23-11-2026 07:05:09 {TITLE}\n",
}


OUT_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KITUI = Standing(
    id="2026-W48-kitui-en-1",
    county="kitui",
    week=WEEK_48,
    language="en",
    edition=1,
    exercise=False,
    phase=Phase.ALERT,
    trend=None,
    verdict=Verdict.RELEASED,
    reason="On air.",
    valid_from=OUT_AT,
    valid_until=end_of_day(WEEK_48.sunday),
    released_at=OUT_AT,
    has_script=True,
)
BOTH = Expected(
    series=(Series(county="kitui", language="en"), Series(county="kitui", language="sw")),
    carts={900001: Series(county="kitui", language="en")},
)


def read(text, *, now=WEDNESDAY, expected=BOTH, known=(KITUI,), **more):
    body = text if isinstance(text, bytes) else text.encode()
    return read_log(body, Frame(expected=expected, known=known, now=now, **more))


def aired(log):
    return [(each.bulletin.id, each.aired_at) for each in log.ours if each.bulletin]


@pytest.mark.parametrize("text", FORMATS.values(), ids=FORMATS)
def test_the_log_of_an_automation_says_when_our_bulletin_was_on_air(text):
    log = read(text)
    assert aired(log) == [(KITUI.id, SEVEN_FIVE)], log.ours


def test_the_afternoon_is_the_afternoon():
    log = read(f"2026-11-23 7:05:09 PM,{TITLE},\n2026-11-24 12:05:09 PM,{TITLE},\n")
    assert [each.aired_at.hour for each in log.ours] == [19, 12]


def test_a_cart_of_ours_is_enough():
    log = (
        "date;time;cart;title\n23/11/2026;07:05:09;900001_001;NDMA\n23/11/2026;08:00:00;900002;X\n"
    )
    assert aired(read(log)) == [(KITUI.id, SEVEN_FIVE)]
    report = (
        "       Rivendell RDAirPlay Playout Report for 11/23/2026\n"
        "--Time--  -Cart-  Cut  --Title----------------  A-Len  N-Len  --Host----  Srce\n"
        "07:05:09  900001  001  Drought bulletin - Kitu   1:52   1:52  studio      Main\n"
    )
    assert aired(read(report)) == [(KITUI.id, SEVEN_FIVE)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_log_may_come_in_any_encoding(encoding):
    assert len(aired(read(FORMATS["radiodj"].encode(encoding)))) == 1


def test_a_length_is_taken_from_its_column_or_from_the_end():
    for name in ("libretime", "date;time;cart;cut title", "radiodj", "rivendell text"):
        assert [each.duration_s for each in read(FORMATS[name]).ours] == [112.0], name


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"2026-11-28 07:05:00,{TITLE}", as_run_lines.FUTURE),
        (f"2026-11-22 07:05:00,{TITLE}", as_run_lines.TOO_EARLY),
        (f"2026-11-23 25:99:00,{TITLE}", as_run_lines.NO_TIME),
        (f"07:05:00,{TITLE}", as_run_lines.NO_DAY),
        ("2026-11-23 07:05:00,2026-W47-kitui-en-1", as_run_lines.UNKNOWN),
        ("2026-11-23 07:05:00,Drought bulletin - Kitu", as_run_lines.WHICH_ONE),
        ("2026-11-23 07:05:00,Drought bulletin – Atlantis – English – Wk 48 2026",
         as_run_lines.WHICH_ONE),
        ("2026-11-23 07:05:00,Drought bulletin – Kitui – English – Wk 99 2026",
         as_run_lines.WHICH_ONE),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_the_reason(line, says):
    assert [(each.words, each.bulletin) for each in read(f"{line},\n").ours] == [(says, None)]


def test_a_date_that_can_be_read_in_two_ways_is_asked_about():
    early = replace(KITUI, released_at=NOW - timedelta(days=49))
    line = f"10/11/2026 07:05:00;{TITLE};\n"
    assert [each.words for each in read(line, known=[early]).ours] == [as_run_lines.TWO_DAYS]
    log = read(line, known=[early], order=DayOrder.DAY_FIRST)
    assert log.ours[0].aired_at.date() == date(2026, 11, 10)


def test_another_line_tells_what_comes_first_in_a_date():
    now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    log = read(f"11/25/2026 07:05:00;{TITLE};\n12/11/2026 07:05:00;{TITLE};\n", now=now)
    # the first line says that the month comes first: then the second lies ahead
    assert [each.words for each in log.ours] == [AIRED, as_run_lines.FUTURE]


def test_a_log_of_times_alone_takes_the_day_that_is_chosen():
    log = read(f"07:05:09;{TITLE};1:52\n", day=date(2026, 11, 23))
    assert aired(log) == [(KITUI.id, SEVEN_FIVE)]


def test_a_title_without_its_week_is_enough_for_a_station_with_one_bulletin():
    one = Expected(series=BOTH.series[:1], carts={})
    line = "2026-11-23 07:05:09,Drought bulletin - Kitu,\n"
    assert aired(read(line, expected=one)) == [(KITUI.id, SEVEN_FIVE)]
    assert [each.words for each in read(line).ours] == [as_run_lines.WHICH_ONE]


def test_the_edition_that_was_on_air_then_is_meant():
    newer = replace(KITUI, id="2026-W48-kitui-en-2", edition=2, released_at=NOW + timedelta(days=1))
    days = f"2026-11-23 07:05:09,{TITLE},\n2026-11-25 07:05:09,{TITLE},\n"
    assert [name for name, _ in aired(read(days, known=[KITUI, newer]))] == [KITUI.id, newer.id]


def test_a_bulletin_after_its_week_is_named_as_late():
    now = NOW + timedelta(days=9)
    log = read(f"2026-12-01 07:05:09,{FILE},\n", now=now)
    assert [each.notes for each in log.ours] == [(as_run_lines.LATE,)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", as_run_text.NO_LOG),
        (b" \n ", as_run_text.NO_LOG),
        (b"x" * 5_000_001, as_run_text.TOO_LARGE),
        (b"\n" * 200_001 + b"x", as_run_text.TOO_LONG),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 20, as_run_text.NOT_TEXT),
        (b"ID3\x03\x00\x00\x00" + bytes(range(256)) * 20, as_run_text.NOT_TEXT),
        (b"\x00" * 1000, as_run_text.NOT_TEXT),
        (b"2026-11-23 07:05:09,a\x00b\n" + b"a,b\n" * 900, as_run_text.NOT_TEXT),
    ],
    ids=["empty", "spaces", "large", "long", "zip", "mp3", "zeros", "one zero"],
)
def test_what_is_no_log_is_refused_in_words(body, says):
    with pytest.raises(Conflict) as refused:
        read(body)
    assert str(refused.value) == says


HOSTILE = {
    "a million columns": "," * 1_000_000 + f"2026-11-23 07:05:09,{TITLE}",
    "quotes without an end": '"' * 4_001 + f"\n2026-11-23 07:05:09,{TITLE},\n",
    "formula": f'=HYPERLINK("http://x","{FILE}"),2026-11-23 07:05:09,\n',
    "sql": f"2026-11-23 07:05:09,{TITLE}'); DROP TABLE airing; --,\n",
    "long title": "2026-11-23 07:05:09,drought bulletin" + " - a" * 900 + ",\n",
    "many of ours": f"2026-11-23 07:05:09,{TITLE},\n" * 700,
    "right to left": f"2026-11-23 07:05:09,\u202e{TITLE}\u202c,\n",
    "huge numbers": f"99999999999-99-99 99:99:99,{TITLE},{'9' * 3000}\n",
    "negative length": f"start,title,length\n2026-11-23 07:05:09,{TITLE},-112\n",
    "marks that are digits": f"²³²³-¹¹-²³ ٠٧:٠٥:٠٩,{TITLE},\n",
    "other week": f"2026-11-23 07:05:09,{FILE.replace('2026W48', '9999W99')},\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_logs_break_nothing(text):
    log = read(text)
    assert len(log.ours) <= 600
    for each in log.ours:
        assert "HYPERLINK" not in str((each.words, each.facts, each.notes))
    assert {name for name, _ in aired(log)} <= {KITUI.id}


def test_a_length_that_makes_no_sense_is_named_and_the_rest_is_read():
    (line,) = read(HOSTILE["negative length"]).ours
    assert (line.duration_s, line.notes) == (None, (as_run_lines.ODD_LENGTH,))
    assert line.aired_at == SEVEN_FIVE


def test_more_lines_of_ours_than_a_station_can_have_are_not_read():
    assert read(HOSTILE["many of ours"]).cut_off


@pytest.mark.parametrize(
    ("text", "order", "days"),
    [
        ("2026/11/05", DayOrder.UNKNOWN, ["2026-11-05"]),
        ("5.11.26", DayOrder.MONTH_FIRST, ["2026-11-05"]),
        ("05/11/2026", DayOrder.MONTH_FIRST, ["2026-05-11"]),
        ("Nov 5, 2026", DayOrder.UNKNOWN, ["2026-11-05"]),
        ("20261105", DayOrder.UNKNOWN, ["2026-11-05"]),
        ("05/05/2026", DayOrder.UNKNOWN, ["2026-05-05"]),
        ("31/02/2026", DayOrder.UNKNOWN, None),
        ("07:05:09", DayOrder.UNKNOWN, None),
    ],
)
def test_days_are_read_as_they_are_written(text, order, days):
    found = read_day(text, order)
    assert (found and [str(each) for each in found.ways]) == days


def test_dates_of_both_kinds_say_nothing_about_the_others():
    assert day_order(["23/11/2026", "11/23/2026"]) is DayOrder.UNKNOWN
    assert day_order(["5/11/2026", "11/23/2026"]) is DayOrder.MONTH_FIRST


@pytest.mark.parametrize("text", ["", "0", "-1:52", "1:02:00:00", "nan", "1e9", "7200", "1.5.2"])
def test_a_length_is_a_length(text):
    assert length_s(text) is None


def test_a_comma_in_a_title_does_not_part_cells():
    assert delimiter_of(["1;a, b", "2;c", "3;d, e, f"]) == ";"
    assert cells_of('1;"a;b" ; c', ";") == ["1", "a;b", "c"]
