"""What is on air is signed, lists of it are made, and neither ever says what is not so."""

import json
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from app.domain.bulletins import Verdict
from app.domain.cuts import profile_for
from app.domain.periods import Week
from app.domain.recordings import AudioFormat
from app.errors import SigningError
from app.pipeline.manifests import manifest_name, revoked_name, verify_name
from app.pipeline.publish import publish
from app.pipeline.shelf import restock
from app.pipeline.signatures import script_body, sign_what_is_on_air
from app.publishing.channels import addressed
from app.publishing.genuine import genuine
from app.store.audit import Deed, add_entry, entries, head_sha256
from app.store.bulletins import set_verdict, the_bulletin
from app.store.cuts import CutName, keep_cut
from app.store.officers import LIVE
from app.store.shelf import document, hashes
from app.store.signatures import signature_of, signed_files
from app.store.stations import the_station
from tests.builders import NOW, recording
from tests.fakes import here_signer
from tests.web import stationed
from tests.web.filled import keep_draft, keep_released, opened_newsroom, withdraw


@pytest.fixture
def newsroom(tmp_path):
    """A live install on Monday noon of week 48."""
    with opened_newsroom(tmp_path, mode=LIVE) as opened:
        yield opened


def on_shelf(newsroom, name):
    with newsroom.store.reading() as tx:
        found = document(tx, name)
    return None if found is None else found.body


def listed(newsroom, *, exercise=False, station=None):
    return json.loads(on_shelf(newsroom, manifest_name(exercise=exercise, station=station)))


def issued(newsroom):
    return datetime.fromisoformat(listed(newsroom)["issued"])


def signed_of(newsroom, name):
    with newsroom.store.reading() as tx:
        return signed_files(tx, [name])


def test_every_file_on_air_is_signed_and_says_what_it_is(newsroom, tmp_path):
    told = keep_released(newsroom, exercise=False)
    keep_draft(newsroom, "sw", exercise=False)
    publish(newsroom)
    signed = signed_of(newsroom, told.id)
    assert {each.file_name.split(".")[-1] for each in signed} == {"mp3", "opus", "wav", "txt"}
    assert len(signed) == 5
    keys = newsroom.signer.keys(exercise=False)
    for each in signed:
        path = newsroom.blobs.path(f"{each.sha256}.{each.file_name.split('.')[-1]}")
        if path is None:
            path = tmp_path / "script.txt"
            path.write_bytes(script_body(told))
        comment = genuine(path, each.text.encode(), [keys.current])
        assert comment.endswith(
            f" KTU en 2026-W48 edition 1 valid until 2026-11-29 file {each.file_name}"
        )


def test_signing_twice_changes_nothing_and_asks_for_nothing(newsroom):
    told = keep_released(newsroom, exercise=False)
    sign_what_is_on_air(newsroom)
    before = signed_of(newsroom, told.id)

    class Silent:
        def __getattr__(self, name):
            return getattr(newsroom.signer, name)

        def sign(self, body, comment):
            raise AssertionError("it was signed before")

        sign_file = sign

    sign_what_is_on_air(replace(newsroom, signer=Silent()))
    assert signed_of(newsroom, told.id) == before


def test_exercises_are_signed_by_their_own_key(newsroom):
    told = keep_released(newsroom)
    sign_what_is_on_air(newsroom)
    exercise = newsroom.signer.keys(exercise=True).current
    assert {each.key_id for each in signed_of(newsroom, told.id)} == {exercise.id}
    assert all("comment: EXERCISE NDMA" in each.text for each in signed_of(newsroom, told.id))


def test_what_is_over_is_not_signed_any_more(newsroom):
    told = keep_released(newsroom, exercise=False)
    newsroom.clock.move(timedelta(days=8))
    sign_what_is_on_air(newsroom)
    assert signed_of(newsroom, told.id) == []


def test_a_lost_file_costs_the_others_nothing(newsroom, caplog):
    told = keep_released(newsroom, exercise=False)
    lost = next(iter(newsroom.blobs.root.glob("*/*.wav")))
    lost.unlink()
    with caplog.at_level(logging.ERROR):
        sign_what_is_on_air(newsroom)
    assert len(signed_of(newsroom, told.id)) == 4
    assert "recording_lost" in caplog.text


def test_after_a_rotation_everything_is_signed_anew_and_that_is_logged(newsroom):
    told = keep_released(newsroom, exercise=False)
    publish(newsroom)
    before, old = signed_of(newsroom, told.id), listed(newsroom)
    after = newsroom.signer.folder.rotate(exercise=False)
    publish(newsroom)
    assert {each.key_id for each in signed_of(newsroom, told.id)} == {after.current.id}
    assert {each.sha256 for each in before} == {
        each.sha256 for each in signed_of(newsroom, told.id)
    }
    new = listed(newsroom)
    assert new["keys"] == [after.current.text, after.next.text]
    assert old["keys"][1] == new["keys"][0]
    with newsroom.store.reading() as tx:
        assert len(entries(tx, act=Deed.KEYS_CHANGED)) == 1


def test_a_signer_that_fails_costs_nothing_but_signatures(newsroom, caplog):
    told = keep_released(newsroom, exercise=False)
    publish(newsroom)
    before = on_shelf(newsroom, manifest_name(exercise=False))

    class Dead:
        def keys(self, *, exercise):
            raise SigningError("The signer does not answer.")

    with caplog.at_level(logging.ERROR):
        withdraw(newsroom, told.id)
        publish(replace(newsroom, signer=Dead()))
    assert "not_published" in caplog.text
    with newsroom.store.reading() as tx:
        assert the_bulletin(tx, told.id).verdict is Verdict.WITHDRAWN
    assert on_shelf(newsroom, manifest_name(exercise=False)) == before
    publish(newsroom)
    assert listed(newsroom)["bulletins"] == []


def test_a_newsroom_without_a_signer_makes_no_lists(newsroom):
    keep_released(newsroom, exercise=False)
    publish(replace(newsroom, signer=None))
    with newsroom.store.reading() as tx:
        assert not [name for name in hashes(tx) if "manifest" in name or "revoked" in name]


def test_the_manifest_tells_of_every_file_and_is_signed(newsroom, tmp_path):
    told = keep_released(newsroom, exercise=False)
    publish(newsroom)
    manifest = listed(newsroom)
    with newsroom.store.reading() as tx:
        assert manifest["audit_head"] == head_sha256(tx)
    assert {name: manifest[name] for name in ("tangazo", "mode", "station", "revoked")} == {
        "tangazo": 1,
        "mode": "live",
        "station": None,
        "revoked": [],
    }
    (only,) = manifest["bulletins"]
    assert (only["id"], only["county"], only["language"]) == (told.id, "kitui", "en")
    assert only["valid_until"] == "2026-11-29T20:59:59Z"
    assert only["script"]["sha256"] == sha256(script_body(told)).hexdigest()
    for file in only["files"]:
        body = newsroom.blobs.path(file["path"].rsplit("/", 1)[-1]).read_bytes()
        assert (len(body), sha256(body).hexdigest()) == (file["bytes"], file["sha256"])
    path = tmp_path / "manifest.json"
    path.write_bytes(on_shelf(newsroom, "/manifest.json"))
    signature = on_shelf(newsroom, "/manifest.json.minisig")
    comment = genuine(path, signature, [newsroom.signer.keys(exercise=False).current])
    assert comment == f"NDMA manifest live issued {manifest['issued']}"


def test_live_and_exercise_never_mix(newsroom):
    live, drill = keep_released(newsroom, exercise=False), keep_released(newsroom)
    publish(newsroom)
    assert [each["id"] for each in listed(newsroom)["bulletins"]] == [live.id]
    exercise = listed(newsroom, exercise=True)
    assert [each["id"] for each in exercise["bulletins"]] == [drill.id]
    assert exercise["key_id"] != listed(newsroom)["key_id"]


def test_a_replaced_edition_is_revoked_with_what_replaced_it(newsroom):
    first = keep_released(newsroom, exercise=False)
    later = NOW + timedelta(hours=1)
    second = keep_released(newsroom, exercise=False, inputs_sha256="j" * 64, released_at=later)
    newsroom.clock.move(timedelta(hours=2))
    publish(newsroom)
    manifest = listed(newsroom)
    assert [(each["id"], each["replaces"]) for each in manifest["bulletins"]] == [
        (second.id, first.id)
    ]
    (gone,) = manifest["revoked"]
    assert (gone["id"], gone["replaced_by"]) == (first.id, second.id)
    assert len(gone["files"]) == 4
    assert gone["at"] == "2026-11-23T10:00:00Z"
    assert json.loads(on_shelf(newsroom, revoked_name(exercise=False)))["revoked"] == [gone]


def test_what_was_taken_back_is_told_until_its_week_is_over(newsroom):
    told = keep_released(newsroom, exercise=False)
    withdraw(newsroom, told.id)
    publish(newsroom)
    (gone,) = listed(newsroom)["revoked"]
    assert gone["reason"].endswith("the rain figure was wrong.")
    assert gone["replaced_by"] is None
    newsroom.clock.move(timedelta(days=8))
    publish(newsroom)
    assert listed(newsroom)["revoked"] == []


def test_lists_stay_the_same_while_nothing_happens(newsroom):
    keep_released(newsroom, exercise=False)
    publish(newsroom)
    with newsroom.store.reading() as tx:
        before = hashes(tx)
    newsroom.clock.move(timedelta(hours=5))
    publish(newsroom)
    with newsroom.store.reading() as tx:
        assert hashes(tx) == before


def test_the_moment_of_issue_grows_with_every_change_and_never_goes_back(newsroom):
    seen = []

    def note():
        publish(newsroom)
        seen.append(issued(newsroom))

    told = keep_released(newsroom, exercise=False)
    note()
    newsroom.clock.move(timedelta(hours=1))
    stationed.add(newsroom)
    with newsroom.store.transaction() as tx:
        at = newsroom.clock.now()
        add_entry(tx, Deed.STATION_CHANGED, at=at, actor="Asha", subject="station mwatu-fm")
    note()
    newsroom.clock.move(timedelta(days=7))
    note()
    assert seen == sorted(set(seen))
    keep_released(newsroom, exercise=False, week=Week(2026, 49), released_at=newsroom.clock.now())
    note()
    withdraw(newsroom, told.id)
    note()
    # a clock that is set back does not set it back
    newsroom.clock.move(timedelta(hours=-3))
    note()
    assert seen == sorted(seen)


def test_a_station_has_a_list_of_its_own_files_alone(newsroom):
    stationed.add(newsroom, languages=("sw",))
    stationed.add(newsroom, "other-fm", counties=("makueni",))
    keep_released(newsroom, exercise=False)
    mine = keep_released(newsroom, "sw", exercise=False)
    gone = keep_released(newsroom, "en", exercise=False, county="makueni")
    withdraw(newsroom, gone.id)
    publish(newsroom)
    own = listed(newsroom, station="mwatu-fm")
    assert own["station"] == "mwatu-fm"
    assert [each["id"] for each in own["bulletins"]] == [mine.id]
    assert own["revoked"] == []
    other = listed(newsroom, station="other-fm")
    assert other["bulletins"] == []
    assert [each["id"] for each in other["revoked"]] == [gone.id]


def test_a_stations_own_cut_is_signed_listed_for_it_alone_and_revoked_with_the_rest(newsroom):
    told = keep_released(newsroom, exercise=False)
    sha256_of_cut = newsroom.blobs.put(b"a cut at another loudness", "wav")
    made = recording(
        format=AudioFormat.WAV_48, sha256=sha256_of_cut, size_bytes=25, file_name="own.wav"
    )
    for slug in (stationed.MWATU, "other-fm"):
        stationed.add(newsroom, slug, loudness_lufs=-23.0)
        with newsroom.store.transaction() as tx:
            wishes = profile_for(
                the_station(tx, slug), AudioFormat.WAV_48, county="kitui", language="en"
            )
            name = CutName(bulletin=told.id, format=AudioFormat.WAV_48, profile=wishes.key)
            keep_cut(tx, name, station=slug, made=made, at=NOW)
    stationed.add(newsroom, "plain-fm")
    sign_what_is_on_air(newsroom)
    restock(newsroom)
    with newsroom.store.reading() as tx:
        assert "file own.wav" in signature_of(tx, sha256_of_cut)
    own = files_of(newsroom, station=stationed.MWATU)
    assert sha256_of_cut in own
    assert len(own) == 4
    assert sha256_of_cut not in files_of(newsroom, station="plain-fm")
    assert sha256_of_cut not in files_of(newsroom)
    withdraw(newsroom, told.id)
    restock(newsroom)
    for station, expected in ((None, True), (stationed.MWATU, True), ("plain-fm", False)):
        (gone,) = listed(newsroom, station=station)["revoked"]
        assert (sha256_of_cut in gone["files"]) == expected
        assert len(gone["files"]) == 4 + expected


def files_of(newsroom, *, station=None):
    found = listed(newsroom, station=station)["bulletins"]
    return {each["sha256"] for told in found for each in told["files"]}


def test_a_reason_that_looks_like_a_place_to_fill_in_is_sent_as_it_was_signed(newsroom):
    told = keep_released(newsroom)
    odd = "~tangazo-keyed~ https://tangazo.invalid 7a6e67a0-0000-5000-8000-f00df00df00d </script>"
    with newsroom.store.transaction() as tx:
        set_verdict(tx, told.id, Verdict.WITHDRAWN, reason=odd)
    publish(newsroom)
    body = on_shelf(newsroom, manifest_name(exercise=True))
    assert json.loads(body)["revoked"][0]["reason"] == odd
    assert addressed(body, name="/exercise/manifest.json", base="http://x") == body
    page = on_shelf(newsroom, verify_name(exercise=True))
    assert page.count(b"</script>") == 2


def test_keys_of_another_machine_make_other_signatures(newsroom, tmp_path):
    told = keep_released(newsroom, exercise=False)
    sign_what_is_on_air(newsroom)
    with newsroom.store.reading() as tx:
        before = signature_of(tx, signed_of(newsroom, told.id)[0].sha256)
    sign_what_is_on_air(replace(newsroom, signer=here_signer(tmp_path / "elsewhere")))
    with newsroom.store.reading() as tx:
        assert signature_of(tx, signed_of(newsroom, told.id)[0].sha256) != before
