"""A machine of our own: a TANGAZO_HOME and the processes started on it."""

import io
import logging
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.cli import main

# A process of its own is not measured for coverage: rendering would take twice as long.
LEFT_OUT = ("TANGAZO_", "COVERAGE_")
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(LEFT_OUT)}


@contextmanager
def surroundings(environment, arguments):
    """Give this process what a command would find in its own: environment, arguments, no input."""
    root = logging.getLogger()
    before = dict(os.environ), sys.argv, sys.stdin, root.handlers, root.level
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.stdin, root.handlers = list(arguments), io.StringIO(), []
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        _, sys.argv, sys.stdin, root.handlers, _ = before
        root.setLevel(before[4])


@dataclass
class Machine:
    """A TANGAZO_HOME, and the processes that were started on it."""

    home: Path
    started: list[subprocess.Popen] = field(default_factory=list)

    def environment(self, **settings):
        return {**ENVIRONMENT, "TANGAZO_HOME": str(self.home), "COLUMNS": "200", **settings}

    def tangazo(self, *words, **settings):
        """Run a command to its end, in this process: a start of its own costs two seconds."""
        out, err = io.StringIO(), io.StringIO()
        with ExitStack() as kept:
            kept.enter_context(surroundings(self.environment(**settings), ("tangazo", *words)))
            kept.enter_context(redirect_stdout(out))
            kept.enter_context(redirect_stderr(err))
            try:
                main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
        return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())

    def tangazo_apart(self, *words, timeout=120, **settings):
        """Run a command to its end, in a process of its own."""
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
