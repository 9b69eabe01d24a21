"""Audio of 1 MB: our site under uvicorn and granian, alone and behind nginx, beside nginx alone.

Then 500 clients on links of 80 kbit/s, and the memory of the server meanwhile. All on this
machine's loopback. Needs nginx and wrk (apt-get install nginx-light wrk).

python -m tests.bench.bench_downloads
"""

from __future__ import annotations

import re
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from app.cli.servers import run_site
from app.settings import Settings
from app.store.officers import LIVE
from app.web.site import create_site
from tests.builders import NOW
from tests.web.filled import keep_released, opened_newsroom

FILE_BYTES = 1_000_000
CONNECTIONS, SECONDS, ROUNDS = 16, 2, 5
SLOW_CLIENTS, SLOW_BYTES_S, SLOW_SECONDS = 500, 10_000, 12
SHARE_ALONE, SHARE_BEHIND, MOST_MB = 0.55, 0.90, 150
ACCEL = "/inside"
NGINX = """
user root; worker_processes 1; daemon off; pid {home}/nginx.pid; error_log {home}/error.log crit;
events {{ worker_connections 2048; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
  types {{ audio/mpeg mp3; }}
  upstream tangazo {{ server 127.0.0.1:{site}; keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location /files/ {{ alias {audio}/; }}
    location / {{ proxy_pass http://tangazo; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_set_header Host $host; }}
    location {accel}/ {{ internal; alias {audio}/; etag off;
      add_header ETag $upstream_http_etag; add_header Last-Modified $upstream_http_last_modified; }}
  }}
}}
"""


def serve(server: str, port: int, accel: str) -> None:
    """Serve one bulletin of 1 MB, and print where it lies."""
    with (
        tempfile.TemporaryDirectory() as folder,
        opened_newsroom(Path(folder), mode=LIVE) as newsroom,
    ):
        body = b"ID3" + bytes(range(256)) * (FILE_BYTES // 256)

        def audio(form: str, mark: str) -> bytes:
            return body[:FILE_BYTES] + f"{form} {mark}".encode()

        keep_released(newsroom, exercise=False, encode=audio)
        (path,) = [
            each
            for each in newsroom.blobs.root.glob("*/*.mp3")
            if b"mp3-128" in each.read_bytes()[-60:]
        ]
        print(f"{newsroom.blobs.root} {path.parent.name}/{path.name}", flush=True)
        site = create_site(newsroom, next_run=lambda: NOW, accel=accel)
        run_site(site, Settings(server=server, port=port))  # type: ignore[arg-type]


@contextmanager
def served(server: str, *, accel: str = "") -> Iterator[tuple[int, int, Path, str]]:
    """Give port, process, folder of the audio and name of the file of a site that is served."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bench_downloads", server, str(port), accel]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            root, name = process.stdout.readline().split()
            wait_for(port)
            yield port, process.pid, Path(root), name
        finally:
            process.terminate()


@contextmanager
def nginx(audio: Path, site: int) -> Iterator[int]:
    """Give the port of an nginx that serves the files itself, and the site behind it."""
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "nginx.conf"
        config.write_text(NGINX.format(home=home, port=port, site=site, audio=audio, accel=ACCEL))
        command = ["nginx", "-p", home, "-c", str(config)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            try:
                wait_for(port)
                yield port
            finally:
                process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def megabytes_a_second(address: str) -> float:
    """Return what wrk takes of an address, in MB/s; every answer must be whole."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told, told
    found = re.search(r"(\d+) requests in ([\d.]+)s, ([\d.]+)([MG])B read", told)
    assert found is not None, told
    read = float(found[3]) * (1024**2 if found[4] == "M" else 1024**3)
    # what was still on its way when the time was over has been read, too
    assert read > 0.97 * int(found[1]) * FILE_BYTES, told
    return read / float(found[2]) / 1e6


def memory_mb(process: int) -> float:
    """Return the resident memory of a process, in MB."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024


def slow_clients(port: int, path: str, process: int) -> tuple[float, int]:
    """Return the most memory in MB while many slow clients take a file, and how many got sound."""
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with ExitStack() as open_ones, selectors.DefaultSelector() as ready:
        for _ in range(SLOW_CLIENTS):
            client = open_ones.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            client.settimeout(20)
            client.connect(("127.0.0.1", port))
            client.sendall(request)
            client.setblocking(False)
            ready.register(client, selectors.EVENT_READ, [0])
        most, ends = memory_mb(process), time.monotonic() + SLOW_SECONDS
        while time.monotonic() < ends:
            began = time.monotonic()
            for key, _ in ready.select(0):
                key.data[0] += len(key.fileobj.recv(SLOW_BYTES_S // 4))
            most = max(most, memory_mb(process))
            time.sleep(max(0.0, 0.25 - (time.monotonic() - began)))
        taken = [key.data[0] for key in ready.get_map().values()]
    return most, sum(each > SLOW_BYTES_S * SLOW_SECONDS / 2 for each in taken)


def main() -> None:
    """Print every figure, and what it is a share of."""
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: apt-get install nginx-light wrk")
    for server in ("uvicorn", "granian"):
        measure(server)


def measure(server: str) -> None:
    """Print the figures of one server; shares are of what nginx did in the same seconds."""
    with ExitStack() as open_ones:
        plain, process, _, one = open_ones.enter_context(served(server))
        backed, _, audio, other = open_ones.enter_context(served(server, accel=ACCEL))
        front = open_ones.enter_context(nginx(audio, backed))
        places = {
            "nginx": f"http://127.0.0.1:{front}/files/{other}",
            "alone": f"http://127.0.0.1:{plain}{path_of(one)}",
            "behind": f"http://127.0.0.1:{front}{path_of(other)}",
        }
        rounds = [
            {name: megabytes_a_second(at) for name, at in places.items()} for _ in range(ROUNDS)
        ]
        before = memory_mb(process)
        most, fed = slow_clients(plain, path_of(one), process)
    told = {name: median(each[name] for each in rounds) for name in places}
    shares = {name: median(each[name] / each["nginx"] for each in rounds) for name in places}
    print(f"{server}, MB/s: " + ", ".join(f"{name} {rate:.0f}" for name, rate in told.items()))
    print(f"  share of nginx, alone   {shares['alone']:.0%} (granian: at least {SHARE_ALONE:.0%})")
    print(f"  share of nginx, behind  {shares['behind']:.0%} (at least {SHARE_BEHIND:.0%})")
    print(
        f"  {SLOW_CLIENTS} slow clients: {fed} were served, {before:.0f} MB before, "
        f"{most - before:.0f} MB more (at most {MOST_MB})"
    )


def path_of(name: str) -> str:
    """Return where the site serves a file of the audio folder."""
    return f"/api/v1/recordings/{name.split('/')[1]}"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    else:
        main()
