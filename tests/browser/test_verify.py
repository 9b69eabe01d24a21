"""The page that checks files, opened from a stick in a browser without a network."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from app.domain.recordings import TagSheet
from app.mastering.tags import tagged
from app.pipeline.publish import publish
from app.publishing.keys import KeyFolder
from app.publishing.signing import digest_of
from app.publishing.verify_page import verify_page
from app.store.officers import LIVE
from app.store.shelf import document
from app.store.signatures import signed_files
from tests.browser.served import shot
from tests.builders import NOW
from tests.web.filled import keep_released, opened_newsroom, tone, withdraw, written

pytestmark = pytest.mark.browser
CHANGES, SIGNED, SEED = 1000, 100, 48
CHECK_ALL = """async ([file, signature, places]) => {
  const raw = Uint8Array.from(atob(file), (each) => each.charCodeAt(0));
  const kinds = {};
  const count = (kind) => { kinds[kind] = (kinds[kind] || 0) + 1; };
  count(window.tangazo.check("a.mp3", raw, signature).kind);
  for (const [at, flip] of places) {
    raw[at] ^= flip;
    count(window.tangazo.check("a.mp3", raw, signature).kind);
    raw[at] ^= flip;
  }
  return kinds;
}"""


@cache
def with_tags(audio_format, mark):
    """Return a tone with the tags of a bulletin, the words among them."""
    words = written().text * 200
    sheet = TagSheet(
        title=mark,
        artist="NDMA",
        album="Drought bulletin",
        language="en",
        script=words,
        comment="Valid until Sun 29 Nov",
        year=2026,
    )
    sound = tone(audio_format, mark)
    return tagged(sound, audio_format, sheet=sheet, chapters=(), duration_s=2.0)


class Stick:
    """What lies on a station's stick: the page, the files, and lists of other days."""

    def __init__(self, folder, newsroom):
        self.folder, self.newsroom = folder, newsroom
        self.page = folder / "verify.html"

    def keep(self, told, mark=""):
        """Keep a bulletin's files beside their signatures; return the names by ending."""
        with self.newsroom.store.reading() as tx:
            signed = signed_files(tx, [told.id])
        for each in signed:
            ending = each.file_name.split(".")[-1]
            found = self.newsroom.blobs.path(f"{each.sha256}.{ending}")
            body = found.read_bytes() if found else f"{told.script.text}\n".encode()
            (self.folder / f"{mark}{each.file_name}").write_bytes(body)
            (self.folder / f"{mark}{each.file_name}.minisig").write_text(each.text)
        return {each.file_name.split(".")[-1]: mark + each.file_name for each in signed}

    def keep_list(self, name, kept_as):
        with self.newsroom.store.reading() as tx:
            for ending in ("", ".minisig"):
                (self.folder / (kept_as + ending)).write_bytes(document(tx, name + ending).body)

    def keep_page(self, kept_as):
        with self.newsroom.store.reading() as tx:
            (self.folder / kept_as).write_bytes(document(tx, "/verify.html").body)


@pytest.fixture(scope="module")
def stick(tmp_path_factory):
    """The stick of a week in which a bulletin was replaced and another taken back."""
    folder = tmp_path_factory.mktemp("stick")
    with opened_newsroom(tmp_path_factory.mktemp("home"), mode=LIVE) as newsroom:
        made = Stick(folder, newsroom)
        first = keep_released(newsroom, "en", exercise=False, encode=with_tags)
        back = keep_released(newsroom, "sw", exercise=False)
        drill = keep_released(newsroom, "en", encode=tone)
        publish(newsroom)
        made.replaced, made.recalled = made.keep(first, "first-"), made.keep(back)
        made.exercise = made.keep(drill)
        made.keep_list("/manifest.json", "old.json")
        made.keep_page("old.html")
        newsroom.clock.move(timedelta(hours=1))
        again = {"inputs_sha256": "j" * 64, "released_at": newsroom.clock.now()}
        second = keep_released(newsroom, "en", exercise=False, encode=with_tags, **again)
        withdraw(newsroom, back.id)
        publish(newsroom)
        made.genuine = made.keep(second)
        made.keep_list("/manifest.json", "manifest.json")
        made.keep_list("/revoked.json", "revoked.json")
        made.keep_page("verify.html")
        yield made


@pytest.fixture(scope="module")
def offline(browser):
    """A browser of a station without a network, on Wednesday of the week."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture(scope="module")
def tab(offline):
    """One tab, and the faults of its pages."""
    page, faults = offline.new_page(), []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    yield page, faults
    page.close()


@pytest.fixture
def opened(tab, stick):
    """The page as it is opened by a double click."""
    page, faults = tab
    page.set_viewport_size({"width": 1280, "height": 800})
    page.clock.set_fixed_time(NOW + timedelta(days=2))
    page.goto(stick.page.as_uri())
    yield page
    assert faults == []


def drop(page, stick, *names):
    """Choose files as a hand does; return the newest verdict: its kind, its look, its words."""
    shown = page.locator(".verdict[data-kind]")
    before = shown.count()
    page.set_input_files("#files", [str(stick.folder / each) for each in names])
    shown.nth(before).wait_for()
    newest = shown.first
    look = newest.get_attribute("class").split()[-1]
    return newest.get_attribute("data-kind"), look, newest.inner_text()


def test_a_genuine_file_is_green_and_says_until_when_in_both_languages(opened, stick):
    kind, look, words = drop(opened, stick, stick.genuine["mp3"])
    assert (kind, look) == ("genuine", "go")
    for each in (
        "Genuine. Air it.",
        "Halisi. Irushe.",
        "NDMA - Kitui, English, week 48, edition 2",
        "Play until Sun 29 Nov.",
        "Cheza hadi Jumapili 29 Nov.",
    ):
        assert each in words
    listed = json.loads((stick.folder / "manifest.json").read_text())["bulletins"][0]
    number = listed["check_number"]
    assert f"{number[:3]} {number[3:]}" in words
    for width in (1280, 360):
        opened.set_viewport_size({"width": width, "height": 800})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        opened.screenshot(path=shot("verify-genuine", width), full_page=True)


def test_a_thousand_changed_bytes_are_all_refused(opened, stick):
    body = (stick.folder / stick.genuine["mp3"]).read_bytes()
    assert body[:3] == b"ID3"
    signature = (stick.folder / f"{stick.genuine['mp3']}.minisig").read_text()
    dice = random.Random(SEED)  # noqa: S311 - the same places every time
    places = [[dice.randrange(len(body)), 1 << dice.randrange(8)] for _ in range(CHANGES)]
    given = b64encode(body).decode()
    by_list = opened.evaluate(CHECK_ALL, [given, "", places])
    assert by_list == {"genuine": 1, "unknown": CHANGES}
    # also with a signature beside it, which takes longer
    by_signature = opened.evaluate(CHECK_ALL, [given, signature, places[:SIGNED]])
    assert by_signature == {"genuine": 1, "wrong": SIGNED}


def test_one_that_was_changed_is_red(opened, stick):
    body = bytearray((stick.folder / stick.genuine["opus"]).read_bytes())
    body[len(body) // 2] ^= 1
    (stick.folder / "changed.opus").write_bytes(body)
    kind, look, words = drop(opened, stick, "changed.opus")
    assert (kind, look) == ("unknown", "stop")
    assert "Do not air it: changed, or not ours." in words
    assert "Usiirushe" in words


def test_one_that_is_over_is_amber_by_the_clock_of_this_computer(opened, stick):
    opened.clock.set_fixed_time(datetime(2026, 12, 2, 8, 0, tzinfo=UTC))
    kind, look, words = drop(opened, stick, stick.genuine["wav"])
    assert (kind, look) == ("expired", "wait")
    assert "until Sun 29 Nov. By this computer's clock it is Wed 2 Dec" in words
    opened.screenshot(path=shot("verify-expired", 1280), full_page=True)


def test_the_last_second_is_in_time_and_the_next_is_not(opened, stick):
    for at, expected in (("20:59:59", "genuine"), ("21:00:00", "expired")):
        opened.clock.set_fixed_time(datetime.fromisoformat(f"2026-11-29T{at}+00:00"))
        assert drop(opened, stick, stick.genuine["mp3"])[0] == expected


def test_a_clock_that_is_before_the_list_is_told(opened, stick):
    opened.clock.set_fixed_time(datetime(2010, 1, 1, tzinfo=UTC))
    kind, look, words = drop(opened, stick, stick.genuine["mp3"])
    assert (kind, look) == ("clock", "wait")
    assert "It says Fri 1 Jan" in words


def test_one_that_was_taken_back_is_red_with_the_reason(opened, stick):
    kind, look, words = drop(opened, stick, stick.recalled["mp3"])
    assert (kind, look) == ("recalled", "stop")
    assert "the rain figure was wrong." in words
    assert "Play nothing in its place" in words
    opened.screenshot(path=shot("verify-recalled", 1280), full_page=True)


def test_an_edition_that_was_replaced_is_red_and_names_what_to_play(opened, stick):
    kind, look, words = drop(opened, stick, stick.replaced["mp3"])
    assert (kind, look) == ("recalled", "stop")
    assert "Play instead: Kitui, English, week 48, edition 2" in words
    assert "(KTU_en_2026W48_drought_v2_valid-20261129.mp3)" in words


def test_an_exercise_is_not_for_air(opened, stick):
    name = stick.exercise["mp3"]
    kind, look, words = drop(opened, stick, name, f"{name}.minisig")
    assert (kind, look) == ("exercise", "drill")
    assert "Exercise. Not for air." in words
    assert drop(opened, stick, name)[1] == "stop"
    opened.screenshot(path=shot("verify-exercise", 1280), full_page=True)


def test_the_page_of_an_exercise_says_so_on_top_and_lets_nothing_on_air(offline, stick):
    with stick.newsroom.store.reading() as tx:
        other = stick.folder / "exercise.html"
        other.write_bytes(document(tx, "/exercise/verify.html").body)
    page = offline.new_page()
    page.goto(other.as_uri())
    assert page.locator(".band").is_visible()
    assert drop(page, stick, stick.exercise["wav"])[:2] == ("exercise", "drill")
    # the key of live bulletins is not in it
    assert drop(page, stick, stick.genuine["mp3"])[0] == "unknown"
    page.close()


def test_a_file_that_no_list_holds_is_genuine_by_its_signature(offline, stick, tmp_path):
    page = opened_with(offline, stick, tmp_path, lambda told: told.update(bulletins=[]))
    name = stick.genuine["mp3"]
    assert drop(page, stick, name)[0] == "unknown"
    kind, look, words = drop(page, stick, name, f"{name}.minisig")
    assert (kind, look) == ("genuine", "go")
    assert "Kitui, English, week 48, edition 2" in words
    # its edition was taken back, which a signature alone cannot tell
    name = stick.replaced["wav"]
    assert drop(page, stick, name, f"{name}.minisig")[0] == "recalled"
    page.close()


def opened_with(offline, stick, tmp_path, change):
    """A page whose list was changed and signed anew, as of another station."""
    told = json.loads((stick.folder / "manifest.json").read_text())
    change(told)
    for each in told["revoked"]:
        each["files"] = []
    body = json.dumps(told).encode()
    signer = stick.newsroom.signer
    signature = signer.sign(body, "NDMA manifest live issued 2026-11-23T10:00:00Z")
    path = tmp_path / "verify.html"
    path.write_bytes(verify_page(body, signature, [signer.keys(exercise=False)]))
    page = offline.new_page()
    page.clock.set_fixed_time(NOW + timedelta(days=2))
    page.goto(path.as_uri())
    return page


def test_signatures_that_do_not_fit_are_refused(opened, stick, tmp_path):
    body = b"somebody else's sound"
    comment = "NDMA bulletin KTU en 2026-W48 edition 2 valid until 2026-11-29 file theirs.mp3"
    ours = (stick.folder / f"{stick.genuine['mp3']}.minisig").read_text()
    theirs = KeyFolder(tmp_path / "keys").sign(digest_of(body), comment)
    fitting = stick.newsroom.signer.sign(body, comment)
    signatures = {
        "of another file": ours,
        "by another key": theirs,
        "cut off": fitting[:150],
        "with another comment": fitting.replace("11-29", "12-29"),
        "with an odd comment": stick.newsroom.signer.sign(body, "NDMA bulletin of my own"),
        "of a list": stick.newsroom.signer.sign(body, "NDMA manifest live issued today"),
        "empty": "",
        "long": "x" * 5000,
        "rubbish": "\x00\xff" * 90,
    }
    for name, signature in signatures.items():
        (stick.folder / "theirs.mp3").write_bytes(body)
        (stick.folder / "theirs.mp3.minisig").write_text(signature, encoding="latin-1")
        kind, look, _ = drop(opened, stick, "theirs.mp3", "theirs.mp3.minisig")
        assert (kind in ("wrong", "unknown"), look) == (True, "stop"), name
    (stick.folder / "theirs.mp3.minisig").write_text(fitting)
    assert drop(opened, stick, "theirs.mp3", "theirs.mp3.minisig")[0] == "genuine"


def test_odd_files_are_told_from_bulletins(opened, stick):
    (stick.folder / "empty.mp3").write_bytes(b"")
    assert drop(opened, stick, "empty.mp3")[:2] == ("empty", "stop")
    with (stick.folder / "huge.wav").open("wb") as huge:
        huge.truncate(500_000_000)
    assert drop(opened, stick, "huge.wav")[:2] == ("big", "stop")
    assert drop(opened, stick, f"{stick.genuine['mp3']}.minisig")[:2] == ("alone", "wait")
    odd = "<img src=x onerror=alert(1)>&amp;'\".mp3"
    (stick.folder / odd).write_bytes(b"x")
    assert odd in drop(opened, stick, odd)[2]
    assert opened.locator("#verdicts img").count() == 0


def test_a_newer_list_is_taken_and_an_older_one_never(opened, stick):
    told = json.loads((stick.folder / "manifest.json").read_text())
    told["issued"] = "2026-11-24T06:00:00Z"
    told["revoked"].append(
        {
            "id": told["bulletins"][0]["id"],
            "files": [each["sha256"] for each in told["bulletins"][0]["files"]],
            "reason": "A place name was wrong.",
            "replaced_by": None,
            "at": "2026-11-24T06:00:00Z",
        }
    )
    del told["bulletins"]
    body = json.dumps(told).encode()
    (stick.folder / "newer.json").write_bytes(body)
    comment = "NDMA revocation list live issued 2026-11-24T06:00:00Z"
    (stick.folder / "newer.json.minisig").write_text(stick.newsroom.signer.sign(body, comment))
    assert drop(opened, stick, stick.genuine["mp3"])[0] == "genuine"
    assert drop(opened, stick, "newer.json", "newer.json.minisig")[:2] == ("list", "note")
    kind, _, words = drop(opened, stick, stick.genuine["mp3"])
    assert (kind, "A place name was wrong." in words) == ("recalled", True)
    assert drop(opened, stick, "old.json", "old.json.minisig")[:2] == ("old", "wait")
    assert drop(opened, stick, "manifest.json", "manifest.json.minisig")[0] == "old"
    assert drop(opened, stick, stick.genuine["mp3"])[0] == "recalled"


def test_a_list_that_nobody_signed_is_not_used(opened, stick):
    assert drop(opened, stick, "revoked.json")[:2] == ("badlist", "stop")
    body = (stick.folder / "revoked.json").read_text().replace("the rain", "The rain")
    (stick.folder / "forged.json").write_text(body)
    signature = (stick.folder / "revoked.json.minisig").read_text()
    (stick.folder / "forged.json.minisig").write_text(signature)
    assert drop(opened, stick, "forged.json", "forged.json.minisig")[0] == "badlist"
    exercise = stick.newsroom.signer.sign(body.encode(), "EXERCISE NDMA revocation list exercise x")
    (stick.folder / "forged.json.minisig").write_text(exercise)
    assert drop(opened, stick, "forged.json", "forged.json.minisig")[0] == "badlist"


def test_a_page_with_another_list_in_it_refuses_to_work(offline, stick, tmp_path):
    body = stick.page.read_text().replace("2026-11-29T20:59:59Z", "2036-11-29T20:59:59Z")
    forged = tmp_path / "verify.html"
    forged.write_text(body)
    page = offline.new_page()
    page.goto(forged.as_uri())
    assert page.locator("#broken").is_visible()
    assert not page.locator("#drop").is_visible()
    assert "This page was changed. Do not trust it." in page.inner_text("main")
    page.close()


def test_the_page_shows_the_fingerprints_that_the_operator_prints(opened, stick):
    for exercise in (False, True):
        keys = stick.newsroom.signer.keys(exercise=exercise)
        for each in (keys.current, keys.next):
            assert each.fingerprint in opened.inner_text("#keys")


def test_on_the_site_an_old_page_fetches_what_was_taken_back_since(offline, stick):
    page = offline.new_page()
    page.clock.set_fixed_time(NOW + timedelta(days=2))
    page.goto((stick.folder / "old.html").as_uri())
    assert drop(page, stick, stick.replaced["mp3"])[0] == "genuine"
    asked = []

    def serve(route):
        name = route.request.url.rsplit("/", 1)[-1]
        asked.append(name)
        body = stick.folder / name.replace("verify.html", "old.html")
        kind = "text/html" if body.suffix == ".html" else "text/plain"
        route.fulfill(body=body.read_bytes(), content_type=kind)

    page.route("http://127.0.0.1/*", serve)
    page.goto("http://127.0.0.1/verify.html")
    page.get_by_text("Mon 23 Nov 2026, 13:00").first.wait_for()
    assert drop(page, stick, stick.replaced["mp3"])[0] == "recalled"
    lists = {"revoked.json", "revoked.json.minisig"}
    assert lists <= set(asked) <= {"verify.html", "favicon.ico", *lists}
    page.close()
