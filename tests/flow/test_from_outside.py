"""What others see of a release: ffprobe, mutagen, a loudness meter, feed readers, curl."""

import json
import re
import shutil
import subprocess
from hashlib import sha256
from io import BytesIO

import feedparser
import httpx
import mutagen
import podcastparser
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.audio]
CODECS = {"mp3-128": "mp3", "mp3-64": "mp3", "opus-24": "opus", "wav-48": "pcm_s16le"}


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


@pytest.fixture(scope="module")
def manifests(served):
    machine, _ = served
    found = sorted(machine.home.glob("audio_out/exercise/*/*/*.json"))
    assert len(found) == 6
    return [(each.parent, json.loads(each.read_text(encoding="utf-8"))) for each in found]


def files(manifests):
    return [
        (folder / each["file_name"], each) for folder, m in manifests for each in m["recordings"]
    ]


def ffmpeg(*words):
    return subprocess.run([*words], capture_output=True, text=True, check=True)


@needs("ffprobe")
def test_ffprobe_agrees_with_the_manifest(manifests):
    for path, told in files(manifests):
        shown = json.loads(
            ffmpeg(
                "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", path
            ).stdout
        )
        stream = next(each for each in shown["streams"] if each["codec_type"] == "audio")
        assert stream["codec_name"] == CODECS[told["format"]]
        assert int(stream["sample_rate"]) == told["sample_rate_hz"]
        assert stream["channels"] == 1
        assert float(shown["format"]["duration"]) == pytest.approx(told["duration_s"], abs=0.1)
        assert int(shown["format"]["size"]) == told["bytes"]
        if told["format"].startswith("mp3"):
            assert int(stream["bit_rate"]) == told["bit_rate"]


@needs("ffmpeg")
def test_an_independent_meter_agrees_with_the_manifest(manifests):
    for path, told in files(manifests):
        meter = "ebur128=peak=true"
        shown = ffmpeg("ffmpeg", "-nostdin", "-i", path, "-af", meter, "-f", "null", "-").stderr
        summary = shown[shown.rindex("Summary:") :]
        loudness = float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1])
        peak = float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1])
        assert loudness == pytest.approx(told["integrated_lufs"], abs=0.3), path.name
        assert peak == pytest.approx(told["true_peak_dbtp"], abs=0.4), path.name
        assert loudness == pytest.approx(-16, abs=0.6), path.name
        assert peak <= -1.2, path.name


def test_tags_hold_the_script_and_the_validity(manifests):
    for folder, told in manifests:
        for each in told["recordings"]:
            if each["format"] == "wav-48":
                continue
            found = mutagen.File(folder / each["file_name"])
            assert found.info.length == pytest.approx(each["duration_s"], abs=0.1)
            text = str(found.tags.pprint())
            assert "EXERCISE" in text
            assert told["bulletin"] in text


def test_feed_readers_find_each_bulletin(served, manifests):
    _, address = served
    for _, told in manifests:
        url = f"{address}/exercise/{told['county']}/{told['language']}/feed.xml"
        body = httpx.get(url).content
        read = feedparser.parse(body)
        assert not read.bozo
        (item,) = read.entries
        (enclosure,) = item.enclosures
        expected = next(each for each in told["recordings"] if each["format"] == "mp3-128")
        assert int(enclosure.length) == expected["bytes"]
        (episode,) = podcastparser.parse(url, BytesIO(body))["episodes"]
        assert episode["total_time"] == pytest.approx(expected["duration_s"], abs=1)
        assert sha256(httpx.get(enclosure.href).content).hexdigest() == expected["sha256"]


@needs("curl")
def test_a_download_that_broke_off_goes_on_to_the_right_hash(served, manifests, tmp_path):
    _, address = served
    told = manifests[0][1]["recordings"][0]
    suffix = told["file_name"].rsplit(".", 1)[1]
    url = f"{address}/api/v1/recordings/{told['sha256']}.{suffix}"
    part = tmp_path / "bulletin"
    part.write_bytes(httpx.get(url, headers={"Range": "bytes=0-99999"}).content)
    assert part.stat().st_size == 100_000
    ffmpeg("curl", "--fail", "--silent", "-C", "-", "-o", part, url)
    assert sha256(part.read_bytes()).hexdigest() == told["sha256"]


def test_exercises_are_in_no_live_place(served, manifests):
    _, address = served
    for _, told in manifests:
        live = httpx.get(f"{address}/{told['county']}/{told['language']}/feed.xml")
        assert live.status_code in (200, 404)
        assert feedparser.parse(live.content).entries == []
        page = httpx.get(f"{address}/{told['county']}")
        assert told["bulletin"] not in page.text
        assert not any(each["sha256"] in page.text for each in told["recordings"])
    assert httpx.get(f"{address}/api/v1/bulletins?mode=live").json()["bulletins"] == []
