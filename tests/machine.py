"""A machine of our own: a TANGAZO_HOME and the processes started on it."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("TANGAZO_")}


@dataclass
class Machine:
    """A TANGAZO_HOME, and the processes that were started on it."""

    home: Path
    started: list[subprocess.Popen] = field(default_factory=list)

    def environment(self, **settings):
        return {**ENVIRONMENT, "TANGAZO_HOME": str(self.home), "COLUMNS": "200", **settings}

    def tangazo(self, *words, timeout=120, **settings):
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "app", *words],
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def up(self, **settings):
        """Start `tangazo up` on a free port; return the process and its address."""
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "up"],
            env=self.environment(TANGAZO_PORT=str(port), **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process, f"http://127.0.0.1:{port}"

    def stop(self):
        """End every process that still runs."""
        for process in self.started:
            if process.poll() is None:
                os.killpg(process.pid, 9)
            process.wait()
            process.stdout.close()


def wait_until_serving(address, *, within_s=120):
    """Return the seconds until /healthz answers."""
    start = time.monotonic()
    while time.monotonic() - start < within_s:
        try:
            if httpx.get(f"{address}/healthz", timeout=2).status_code == 200:
                return time.monotonic() - start
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address} did not serve within {within_s} s")
