"""Real clients on links that drop: curl and wget come to the right bytes in the end."""

import asyncio
import shutil
import socket
import subprocess
import threading
from contextlib import contextmanager
from hashlib import sha256

import httpx
import pytest

from app.cli.servers import granian_server
from app.domain.recordings import AudioFormat
from app.store.officers import LIVE
from app.web.site import create_site
from tests.bench.bench_downloads import ACCEL, free_port, nginx, wait_for
from tests.browser.served import serving
from tests.builders import NOW
from tests.web import stationed
from tests.web.filled import keep_released, opened_newsroom, withdraw
from tests.web.stationed import basic_key

pytestmark = [pytest.mark.slow]
DROPS_AFTER = 100_000
FIXED = "/now/mwatu-fm/bulletin.mp3"


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def sound(form, mark):
    size = 350_000 if form is AudioFormat.MP3_128 else 5_000
    return (f"{form} {mark} " + "".join(f"{each:07d}" for each in range(size // 7))).encode()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Address of a site with a bulletin of 350 kB on air, its hash, and a station's key."""
    with opened_newsroom(tmp_path_factory.mktemp("players"), mode=LIVE) as newsroom:
        key = stationed.add(newsroom)
        kept = keep_released(newsroom, exercise=False, encode=sound)
        with serving(newsroom) as address:
            yield address, sound(AudioFormat.MP3_128, kept.id), key


@contextmanager
def dropping(address):
    """Give an address at which each connection breaks off after 100 kB of answer."""
    port = int(address.rsplit(":", 1)[1])
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=answer_all, args=(door, port), daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)


def answer_all(door, port):
    while True:
        try:
            client, _ = door.accept()
        except OSError:
            return
        threading.Thread(target=answer, args=(client, port), daemon=True).start()


def answer(client, port):
    with client, socket.create_connection(("127.0.0.1", port)) as site:
        site.sendall(client.recv(65_536))
        left = DROPS_AFTER
        while left and (some := site.recv(min(left, 16_384))):
            client.sendall(some)
            left -= len(some)


def address_of(base, body):
    return f"{base}/api/v1/recordings/{sha256(body).hexdigest()}.mp3"


@needs("curl")
def test_curl_comes_to_the_end_piece_by_piece(place, tmp_path):
    address, body, _ = place
    got, tries = tmp_path / "bulletin.mp3", 0
    with dropping(address) as broken:
        words = ["curl", "-sf", "-C", "-", "-o", str(got), address_of(broken, body)]
        while subprocess.run(words, check=False, timeout=10).returncode and tries < 10:
            tries += 1
    assert tries >= 3
    assert got.read_bytes() == body


@needs("wget")
def test_wget_comes_to_the_end_by_itself(place, tmp_path):
    address, body, _ = place
    got = tmp_path / "bulletin.mp3"
    with dropping(address) as broken:
        words = ["wget", "-q", "-c", "--tries=10", "--waitretry=0", "-O", str(got)]
        subprocess.run([*words, address_of(broken, body)], check=True, timeout=20)
    assert got.read_bytes() == body


@needs("curl")
def test_a_script_fetches_a_fixed_name_only_when_it_has_changed(place, tmp_path):
    address, body, _ = place
    got, tag = tmp_path / "bulletin.mp3", tmp_path / "tag"
    words = ["curl", "-sf", "--etag-save", str(tag), "--etag-compare", str(tag)]
    words += ["-w", "%{http_code}", "-o", str(got), address + FIXED]
    told = [
        subprocess.run(words, capture_output=True, text=True, check=True, timeout=10).stdout
        for _ in range(2)
    ]
    assert told == ["200", "304"]
    assert got.read_bytes() == body


@needs("curl")
@pytest.mark.parametrize(
    ("user", "status"), [("any:KEY", "200"), (":", "200"), ("any:wrong", "403")]
)
def test_a_key_goes_as_a_password(place, tmp_path, user, status):
    address, _, key = place
    got = tmp_path / "bulletin.mp3"
    words = ["curl", "-s", "-u", user.replace("KEY", key), "-w", "%{http_code}", "-o", str(got)]
    told = subprocess.run([*words, address + FIXED], capture_output=True, text=True, timeout=10)
    assert told.stdout == status
    assert status == "200" or got.stat().st_size == 0


def test_a_client_that_hangs_up_in_the_middle_hurts_nobody(place):
    address, body, key = place
    port = int(address.rsplit(":", 1)[1])
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(f"GET {FIXED} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            client.recv(10)
    assert httpx.get(address + FIXED, headers=basic_key(key)).content == body


@contextmanager
def granian(newsroom):
    """Give the address of a site that granian serves in this process."""
    pytest.importorskip("granian")
    port = free_port()
    server = granian_server(
        create_site(newsroom, next_run=lambda: NOW), host="127.0.0.1", port=port
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),), daemon=True)
    thread.start()
    wait_for(port)
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(server.stop)
    thread.join(10)
    assert not thread.is_alive()
    loop.close()


def test_granian_serves_the_same(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        body = sound(AudioFormat.MP3_128, keep_released(newsroom, exercise=False, encode=sound).id)
        with granian(newsroom) as base:
            address = address_of(base, body)
            whole = httpx.get(address)
            assert whole.content == body
            assert whole.headers["etag"] == f'"{sha256(body).hexdigest()}"'
            piece = httpx.get(address, headers={"Range": "bytes=5-9"})
            assert (piece.status_code, piece.content) == (206, body[5:10])
            assert httpx.head(address).headers["content-length"] == str(len(body))
            again = httpx.get(address, headers={"If-None-Match": whole.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
            gone = httpx.get(address.replace(".mp3", ".wav"))
            assert (gone.status_code, gone.content) == (404, b"")
            assert "Kitui" in httpx.get(f"{base}/kitui").text


@needs("nginx")
def test_nginx_sends_what_we_allow_with_our_own_tags(tmp_path):
    with opened_newsroom(tmp_path, mode=LIVE) as newsroom:
        bulletin = keep_released(newsroom, exercise=False, encode=sound)
        body = sound(AudioFormat.MP3_128, bulletin.id)
        stationed.add(newsroom)
        with serving(newsroom, accel=ACCEL, look_every_s=0) as address:
            port = int(address.rsplit(":", 1)[1])
            with nginx(newsroom.blobs.root, port) as front:
                base = f"http://127.0.0.1:{front}"
                assert_same(address_of(base, body), body)
                assert_same(base + FIXED, body)
                inside = f"{base}{ACCEL}/{sha256(body).hexdigest()[:2]}/x.mp3"
                assert httpx.get(inside).status_code == 404
                withdraw(newsroom, bulletin.id)
                for each in (address_of(base, body), base + FIXED):
                    gone = httpx.get(each)
                    assert (gone.status_code, gone.content) == (410, b"")


def assert_same(address, body):
    """nginx answers as we do: whole, in pieces, and not at all."""
    whole = httpx.get(address)
    tag = f'"{sha256(body).hexdigest()}"'
    assert (whole.status_code, whole.content) == (200, body)
    assert whole.headers.get_list("etag") == [tag]
    assert whole.headers["content-type"] == "audio/mpeg"
    assert whole.headers["content-disposition"].startswith("attachment; filename=")
    assert "x-accel-redirect" not in whole.headers
    assert httpx.head(address).headers["content-length"] == str(len(body))
    assert httpx.get(address, headers={"If-None-Match": tag}).status_code == 304
    for condition, status in ((tag, 206), ('"other"', 200)):
        headers = {"Range": "bytes=100-199", "If-Range": condition}
        piece = httpx.get(address, headers=headers)
        assert piece.status_code == status
        assert piece.content == (body[100:200] if status == 206 else body)
    assert httpx.get(address, headers={"Range": f"bytes={10**9}-"}).status_code == 416
