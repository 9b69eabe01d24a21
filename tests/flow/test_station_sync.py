"""The agent of a station against servers that do their worst."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from tests.sync_server import (
    HOME,
    KEY,
    Answer,
    Pen,
    agent,
    gone,
    held,
    listed,
    run,
    serving,
    settings,
    sound,
    told,
)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAME = "KTU_sw_2026W48_drought_v1_valid-20261129.mp3"
PAGE = b"<html><body>Please sign in to the internet</body></html>"


@pytest.fixture(scope="module")
def pen():
    return Pen()


@pytest.fixture
def server():
    with serving() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "on air"
    made.mkdir()
    return made


@pytest.fixture
def path(folder, server, pen):
    return settings(folder, server, pen, fixed_names="no")


def offer_one(server, pen, *, body=b"sound " * 4000, name=NAME, **changes):
    """Serve a list with one bulletin, and its file."""
    file = sound(name, body)
    server.offer(listed([told("2026-W48-kitui-sw-1", [file])], **changes), pen)
    server.answers[file["path"]] = Answer(body=body)
    return file


def test_a_file_is_fetched_checked_and_put_there_whole(server, pen, folder, path):
    offer_one(server, pen, body=b"hello")
    assert run(path, MONDAY) == []
    assert held(folder) == {NAME: b"hello"}
    assert {headers["X-Station-Key"] for _, headers in server.asked} == {KEY}
    assert run(path, MONDAY) == []
    assert sum(asked.startswith("/api/") for asked, _ in server.asked) == 1


def test_what_it_holds_is_told(server, pen, path):
    file = offer_one(server, pen)
    run(path, MONDAY)
    assert server.reports == [{"agent": "1.0", "holds": [file["sha256"]], "faults": []}]


def test_fixed_names_are_copies_of_the_newest(server, pen, folder):
    first, second = b"kitui", b"makueni"
    one, other = sound(NAME, first), sound(NAME.replace("KTU", "MKN"), second)
    bulletins = [told("2026-W48-kitui-sw-1", [one]), told("2026-W48-makueni-sw-1", [other])]
    server.offer(listed(bulletins), pen)
    server.answers |= {one["path"]: Answer(body=first), other["path"]: Answer(body=second)}
    assert run(settings(folder, server, pen), MONDAY) == []
    assert held(folder) == {
        NAME: first,
        "bulletin.mp3": first,
        "kitui-sw.mp3": first,
        other["name"]: second,
        "makueni-sw.mp3": second,
    }


def test_an_exercise_says_so_in_every_name(server, pen, folder):
    file = sound(f"EXERCISE-{NAME}", b"practice")
    server.offer(listed([told("2026-W48-kitui-sw-1", [file])], mode="exercise"), pen)
    tree = {f"/exercise{name}": each for name, each in server.answers.items()}
    server.answers = {**tree, file["path"]: Answer(body=b"practice")}
    assert run(settings(folder, server, pen, exercise="yes"), MONDAY) == []
    assert {name[:9] for name in held(folder)} == {"EXERCISE-"}


def test_the_next_key_is_as_good_as_the_current(server, pen, folder):
    following = Pen(id=b"key-0002")
    offer_one(server, following)
    assert run(settings(folder, server, pen, following), MONDAY) == []
    assert NAME in held(folder)


def test_a_link_that_breaks_every_100_kb_gets_there_and_asks_for_no_byte_twice(
    server, pen, folder, path
):
    body = random.Random(1).randbytes(1_250_000)  # noqa: S311
    file = offer_one(server, pen, body=body)
    sent = []

    def broken(path, answer):
        if path == file["path"]:
            answer.cut = 100_000
            sent.append(min(100_000, len(answer.body)))
        return answer

    server.mangle = broken
    assert run(path, MONDAY) == []
    assert held(folder) == {NAME: body}
    assert sum(sent) == len(body)


def test_a_server_that_knows_no_ranges_is_asked_from_the_beginning(server, pen, folder, path):
    body = bytes(range(200)) * 20
    file = offer_one(server, pen, body=body)
    whole = Answer(body=body)
    cuts = iter((1000, None, None))

    def plain(path, answer):
        return Answer(body=body, cut=next(cuts)) if path == file["path"] else answer

    server.mangle = plain
    assert run(path, MONDAY) == []
    assert held(folder) == {NAME: whole.body}


def test_what_is_over_is_deleted_without_a_link(server, pen, folder, path):
    offer_one(server, pen)
    run(path, MONDAY)
    (folder / "jingle.mp3").write_bytes(b"the station's own")
    server.answers.clear()
    faults = run(path, datetime(2026, 11, 29, 21, 0, tzinfo=UTC))
    assert "Nothing is there" in faults[0]
    assert held(folder) == {"jingle.mp3": b"the station's own"}


def test_what_was_taken_back_is_deleted_before_anything_else(server, pen, folder, path):
    file = offer_one(server, pen)
    run(path, MONDAY)
    # it is offered still, by mistake
    again = told("2026-W48-kitui-sw-1", [file])
    server.offer(listed([again], [gone(file)], issued="2026-11-23T10:00:00Z"), pen)
    server.answers[file["path"]] = Answer(status=410)
    assert run(path, MONDAY + timedelta(hours=2)) == []
    assert held(folder) == {}


def test_a_correction_takes_the_place_of_what_it_corrects(server, pen, folder, path):
    file = offer_one(server, pen)
    run(path, MONDAY)
    later = {"issued": "2026-11-23T10:00:00Z", "revoked": [gone(file)]}
    name = NAME.replace("_v1_", "_v2_")
    offer_one(server, pen, body=b"corrected", name=name, **later)
    assert run(path, MONDAY + timedelta(hours=2)) == []
    assert held(folder) == {name: b"corrected"}


def test_an_older_list_is_refused(server, pen, folder, path):
    offer_one(server, pen, issued="2026-11-23T08:00:00Z")
    assert run(path, MONDAY) == []
    server.offer(listed(issued="2026-11-23T07:59:59Z"), pen)
    faults = run(path, MONDAY)
    assert "older" in faults[0]
    assert list(held(folder)) == [NAME]


def test_a_clock_that_is_behind_is_named_and_not_trusted(server, pen, folder, path):
    offer_one(server, pen)
    run(path, MONDAY)
    server.offer(listed(issued="2026-12-07T05:00:00Z"), pen)
    assert run(path, MONDAY) == []
    assert held(folder) == {}
    faults = run(path, MONDAY)
    assert faults == ["The clock of this computer is behind; set it right."]


def test_what_a_slow_clock_calls_valid_is_deleted_when_the_list_is_from_later(
    server, pen, folder, path
):
    offer_one(server, pen)
    run(path, MONDAY)
    offer_one(server, pen, issued="2026-12-07T05:00:00Z")
    assert run(path, MONDAY) == []
    assert held(folder) == {}


ODD = {
    "login page": (Answer(body=PAGE), "sign in to the internet"),
    "sent to another host": (
        Answer(status=302, headers={"Location": "http://portal.example/"}),
        "302",
    ),
    "key refused": (Answer(status=403), "ask NDMA for a new one"),
    "nobody there": (Answer(status=404), "'address' and 'station'"),
    "gone": (Answer(status=410), "taken back"),
    "server broken": (Answer(status=500), "500"),
    "cut short": (Answer(body=b"x" * 500, cut=0), "broke off"),
    "ten gigabytes": (Answer(body=b"x" * 500, headers={"Content-Length": "10000000000"}), "broke"),
    "no length": (Answer(body=b"{}", headers={"Content-Length": "soon"}), "broke off"),
    "not text": (Answer(body=bytes(range(256))), "signature"),
}


@pytest.mark.parametrize("name", ["manifest.json", "manifest.json.minisig"])
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_answer_is_told_in_plain_words_and_changes_nothing(
    server, pen, folder, path, name, odd
):
    offer_one(server, pen)
    run(path, MONDAY)
    before = held(folder)
    answer, words = ODD[odd]
    if odd in ("login page", "not text") and name == "manifest.json":
        words = "not what NDMA signed"
    server.answers[HOME + name] = answer
    faults = run(path, MONDAY)
    assert words in faults[0]
    assert held(folder) == before
    assert not any("portal.example" in asked for asked, _ in server.asked)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mode": "exercise"}, "another kind"),
        ({"station": "other-fm"}, "another station's"),
        ({"station": None}, "another station's"),
        ({"tangazo": 2}, "another kind"),
        ({"issued": "yesterday"}, "Tell NDMA"),
        ({"issued": "2026-11-23T05:00:00"}, "Tell NDMA"),
        ({"bulletins": None}, "Tell NDMA"),
        ({"revoked": {}, "bulletins": [{"files": 3}]}, "Tell NDMA"),
    ],
)
def test_a_signed_list_that_is_not_for_us_is_not_used(server, pen, folder, path, changes, words):
    server.offer(listed() | changes, pen)
    assert words in run(path, MONDAY)[0]
    assert held(folder) == {}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.mp3",
        "..\\evil.mp3",
        "C:evil.mp3",
        "/etc/evil.mp3",
        "a/b.mp3",
        "CON.mp3",
        "nul.mp3",
        "com1.x.mp3",
        "evil.exe",
        ".tangazo.mp3",
        "evil.mp3.",
        "evil.mp3 ",
        "evil\x00.mp3",
        "e" * 200 + ".mp3",
        "kĩtui.mp3",
        "",
    ],
)
def test_a_name_that_no_folder_should_hold_is_refused(server, pen, folder, path, name):
    offer_one(server, pen, name=name)
    assert "cannot be" in run(path, MONDAY)[0]
    assert [each.name for each in folder.parent.rglob("*.mp3")] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "http://elsewhere.example/x.mp3"},
        {"path": "//elsewhere.example/x.mp3"},
        {"path": "/x y.mp3"},
        {"path": "file:///etc/passwd"},
        {"bytes": 0},
        {"bytes": 10**12},
        {"sha256": "../../x"},
    ],
    ids=str,
)
def test_a_file_that_lies_strangely_is_refused(server, pen, folder, path, changes):
    file = {**sound(NAME, b"x"), **changes}
    server.offer(listed([told("2026-W48-kitui-sw-1", [file])]), pen)
    assert len(run(path, MONDAY)) == 1
    assert held(folder) == {}


def test_wrong_bytes_are_never_put_into_the_folder_and_fetched_anew(server, pen, folder, path):
    file = offer_one(server, pen, body=b"right")
    server.answers[file["path"]] = Answer(body=b"wrong")
    assert "wrong bytes" in run(path, MONDAY)[0]
    assert held(folder) == {}
    server.answers[file["path"]] = Answer(body=b"right")
    assert run(path, MONDAY) == []
    assert held(folder) == {NAME: b"right"}
    assert list((folder / ".tangazo").glob("*.part")) == []


def test_a_file_of_the_station_is_never_overwritten(server, pen, folder, path):
    (folder / NAME).write_bytes(b"the station's own")
    offer_one(server, pen)
    assert "move it away" in run(path, MONDAY)[0]
    assert held(folder) == {NAME: b"the station's own"}


def test_a_file_that_somebody_changed_is_made_right_again(server, pen, folder, path):
    offer_one(server, pen, body=b"right")
    run(path, MONDAY)
    (folder / NAME).write_bytes(b"trimmed")
    assert run(path, MONDAY) == []
    assert held(folder) == {NAME: b"right"}


def test_two_do_not_work_at_a_time(server, pen, folder, path):
    offer_one(server, pen)
    (folder / ".tangazo").mkdir()
    with (folder / ".tangazo" / "lock").open("a") as file:
        agent._lock(file)
        with pytest.raises(agent.Fault, match="already"):
            run(path, MONDAY)
    assert run(path, MONDAY) == []


def test_a_folder_that_is_not_there_is_not_made_somewhere_else(server, pen, folder, path):
    offer_one(server, pen)
    folder.rmdir()
    with pytest.raises(FileNotFoundError):
        run(path, MONDAY)
    assert agent.main(["--settings", str(path), "--once"]) == 1
    assert not folder.exists()


def test_a_damaged_record_is_told_and_does_not_stop_it(server, pen, folder, path):
    offer_one(server, pen)
    run(path, MONDAY)
    (folder / ".tangazo" / "state.json").write_text("{")
    assert "Tell NDMA" in run(path, MONDAY)[0]
    assert run(path, MONDAY) == []


def test_the_command_says_how_it_went(server, pen, folder, path, caplog):
    now = datetime.now(UTC)  # noqa: TID251 - the command asks the machine's own clock
    day = timedelta(days=1)
    file = sound(NAME, b"today")
    since, until = ((now + each).isoformat() for each in (-day, day))
    server.offer(
        listed([told("2026-W48-kitui-sw-1", [file], since=since, until=until)], issued=since), pen
    )
    server.answers[file["path"]] = Answer(body=b"today")
    caplog.set_level("INFO")
    assert agent.main(["--settings", str(path), "--once"]) == 0
    assert "All is well" in caplog.text
    server.answers.clear()
    assert agent.main(["--settings", str(path), "--once"]) == 1


class Weather:
    """What a bad week of a rural link does to answers, the same in every run."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311
        self.wrong_sounds = 0

    def __call__(self, path, answer):
        luck = self.dice.random()
        if luck < 0.15:
            answer = Answer(answer.status, answer.body, answer.headers)
            answer.cut = self.dice.randrange(len(answer.body) + 1)
        elif luck < 0.25:
            answer = Answer(status=self.dice.choice((500, 502, 503)))
        elif luck < 0.29:
            answer = Answer(status=self.dice.choice((403, 404)))
        elif luck < 0.32:
            answer = Answer(body=PAGE)
        elif luck < (0.5 if path.endswith(".mp3") else 0.36) and answer.body:
            self.wrong_sounds += path.endswith(".mp3")
            spot = self.dice.randrange(len(answer.body))
            wrong = bytearray(answer.body)
            wrong[spot] ^= 1 << self.dice.randrange(8)
            answer = Answer(answer.status, bytes(wrong), answer.headers)
        return answer


def week_of(server, pen, number, rng):
    """Serve the files of a week: two languages, small and large; return its bulletins."""
    made = []
    monday = datetime(2026, 11, 23, 2, 0, tzinfo=UTC) + timedelta(weeks=number - 48)
    until = (monday + timedelta(days=6, hours=18, minutes=59)).isoformat()
    for language in ("sw", "en"):
        bodies = [rng.randbytes(rng.randrange(2_000, 90_000)) for _ in range(2)]
        names = [f"KTU_{language}_2026W{number}_v1{mark}.mp3" for mark in ("", "_64k")]
        files = [sound(*each) for each in zip(names, bodies, strict=True)]
        for file, body in zip(files, bodies, strict=True):
            server.answers[file["path"]] = Answer(body=body)
        name = f"2026-W{number}-kitui-{language}-1"
        made.append(told(name, files, since=monday.isoformat(), until=until))
    return made


def test_a_hundred_rounds_on_a_bad_link_with_a_recall_and_a_correction(server, pen, folder):
    path = settings(folder, server, pen)
    rng = random.Random(48)  # noqa: S311
    this, following = (week_of(server, pen, number, rng) for number in (48, 49))
    body = rng.randbytes(50_000)
    corrected = sound("KTU_en_2026W48_v2.mp3", body)
    server.answers[corrected["path"]] = Answer(body=body)
    recalled, wrong = gone(*this[0]["files"]), gone(*this[1]["files"])
    right = told("2026-W48-kitui-en-2", [corrected], until=this[1]["valid_until"])
    # what is listed from which round on
    lists = {
        0: (this, ()),
        30: (this[1:], [recalled]),
        50: ([right], [recalled, wrong]),
        84: (following, [recalled, wrong]),
    }
    genuine = {sha256(each.body).hexdigest() for each in server.answers.values()}
    server.mangle = Weather(7)
    pick = random.Random(9)  # noqa: S311
    well, bulletins, revoked = 0, (), ()
    for number in range(100):
        now = MONDAY + timedelta(hours=2 * number)
        if number in lists:
            bulletins, revoked = lists[number]
            issued = now - timedelta(minutes=1)
            server.offer(listed(bulletins, revoked, issued=issued.isoformat()), pen)
            for file in (digest for each in revoked for digest in each["files"]):
                server.answers[f"/api/v1/recordings/{file}.mp3"] = Answer(status=410)
        if number % 3 == 2 and held(folder):
            # somebody tidies up
            (folder / pick.choice(sorted(held(folder)))).unlink()
        faults = run(path, now)
        there = {name: sha256(body).hexdigest() for name, body in held(folder).items()}
        assert set(there.values()) <= genuine, "a file with wrong bytes is on air"
        if faults:
            continue
        well += 1
        bad = {digest for each in revoked for digest in each["files"]}
        assert not bad & set(there.values())
        wanted = [file for each in bulletins for file in each["files"]]
        in_time = [each for each in bulletins if datetime.fromisoformat(each["valid_until"]) >= now]
        assert {each["name"]: each["sha256"] for each in wanted if in_time}.items() <= there.items()
        assert set(there.values()) == {each["sha256"] for each in wanted if in_time}
    assert well > 40
    assert well < 100, "the link was not bad at all"
    assert server.mangle.wrong_sounds > 10
    assert server.reports[-1]["agent"] == "1.0"
