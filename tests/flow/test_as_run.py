"""As-run logs of many automations: what is ours is found, and kept once."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.people import Role
from app.domain.recordings import AudioFormat
from app.domain.stations import Station, Way
from app.pipeline.as_run import keep_as_run
from app.store.alarms import alarm_airings
from app.store.heard import plays
from app.store.officers import LIVE, the_officer
from app.store.station_traces import airings
from app.store.stations import add_station, the_station
from tests.builders import NOW, add_people
from tests.web.filled import keep_released, opened_newsroom, withdraw

# The bulletin is out on Monday 23 November at 05:00 in Nairobi; now is Wednesday noon.
WEDNESDAY = NOW + timedelta(days=2)
FILE = "KTU_en_2026W48_drought_v1_valid-20261129.mp3"
TITLE = "Drought bulletin – Kitui – English – Wk 48 2026"
SEVEN_FIVE = datetime(2026, 11, 23, 4, 5, 9, tzinfo=UTC)

LOG = (
    "Start Time,End Time,Title,Creator\n"
    "2026-11-23 07:01:00,2026-11-23 07:05:09,Kilio,Some Band\n"
    f'2026-11-23 07:05:09,2026-11-23 07:07:01,"{TITLE}",NDMA Kitui\n'
)


@pytest.fixture
def newsroom(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        made = Station(
            slug="mwatu-fm",
            name="Mwatu FM",
            counties=("kitui",),
            languages=("en", "sw"),
            formats=(AudioFormat.MP3_128,),
            person="Muthoni",
            phone="+254 700 000 000",
            since=NOW,
        )
        with opened.store.transaction() as tx:
            add_people(tx, ("Edith", Role.EDITOR))
            add_station(tx, made, officer=the_officer(tx, "Edith"), at=NOW)
        opened.clock.at = WEDNESDAY
        yield opened


@pytest.fixture
def kitui(newsroom):
    return keep_released(newsroom, exercise=False)


def kept(newsroom, text, **more):
    with newsroom.store.reading() as tx:
        station = the_station(tx, "mwatu-fm")
    body = text if isinstance(text, bytes) else text.encode()
    return keep_as_run(newsroom, station, body, told_by="Mwatu FM", **more)


def outcomes(told):
    return [each.outcome for each in told.ours]


def the_airings(newsroom):
    with newsroom.store.reading() as tx:
        return airings(tx)


def test_the_length_on_air_is_kept_and_a_cut_bulletin_is_named(newsroom, kitui):
    kept(newsroom, LOG)
    short = LOG.replace("07:07:01", "07:05:39").replace("-11-23", "-11-24")
    told = kept(newsroom, short)
    assert told.ours[0].read.notes == ("It was cut short.",)
    with newsroom.store.reading() as tx:
        assert [each.duration_s for each in plays(tx, station="mwatu-fm")] == [30.0, 112.0]


def test_the_same_log_again_changes_nothing(newsroom, kitui):
    kept(newsroom, LOG)
    assert outcomes(kept(newsroom, LOG)) == ["known"]
    assert len(the_airings(newsroom)) == 1


def test_other_programmes_are_counted_and_not_told(newsroom, kitui):
    told = kept(newsroom, LOG)
    assert (told.lines, told.others, len(told.ours)) == (2, 1, 1)


def test_an_exercise_on_air_is_an_alarm_and_no_airing(newsroom):
    drill = keep_released(newsroom, exercise=True)
    told = kept(newsroom, f"2026-11-23 07:05:09,EXERCISE-{FILE},\n")
    assert outcomes(told) == ["alarm"]
    assert the_airings(newsroom) == []
    with newsroom.store.reading() as tx:
        (alarm,) = alarm_airings(tx, unseen=True)
    assert (alarm.bulletin, alarm.station, alarm.way) == (drill.id, "mwatu-fm", Way.LOG)
    assert outcomes(kept(newsroom, f"2026-11-23 07:05:09,EXERCISE – {TITLE},\n")) == ["known"]


def test_what_was_aired_after_it_was_taken_back_is_an_alarm_and_before_it_is_not(newsroom, kitui):
    withdraw(newsroom, kitui.id)
    at = "2026-11-23 07:05:09", "2026-11-23 19:05:09"
    told = kept(newsroom, "".join(f"{each},{FILE},\n" for each in at))
    assert outcomes(told) == ["kept", "alarm"]
