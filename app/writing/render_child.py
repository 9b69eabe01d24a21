"""Processes of their own for what templates do: bounded in time, memory and length, and killed.

The allow-list of `sandbox` is the first gate. This is the second: even a template that got past
it can neither stop the service nor fill the machine.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import TypeVar

from jinja2 import TemplateError as JinjaError
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from app.errors import Conflict, TemplateError

T = TypeVar("T")
# Of a processor: a machine busy with other things must not fail a text that is simple.
LONGEST_S = 1.0
# Work that burns no processor is ended by the clock, after this many times as long.
CLOCK = 10
MEMORY_BYTES = 256 * 2**20
MOST_BYTES = 1_000_000
OUT_OF_MEMORY = 77
NICENESS = 5
WORKERS = 2
WAITING = 6
PATIENCE_S = 60.0
# A process that was ended from outside is replaced this often before we give up.
TRIES = 3
FAULTS_OF_WORK = (
    ArithmeticError, AttributeError, ImportError, JinjaError, LookupError, OSError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip


class RenderChild:
    """A few processes that render, started when first needed and used again until they misbehave.

    Args:
        longest_s: Seconds of a processor that one piece of work may take.
        workers: How many processes work side by side.
    """

    def __init__(self, *, longest_s: float = LONGEST_S, workers: int = WORKERS) -> None:
        self._longest_s = longest_s
        self._workers = workers
        self._pool: ProcessPool | None = None
        self._opening = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)

    def run(self, work: Callable[[], T], *, wait_s: float = PATIENCE_S) -> T:
        """Return what a piece of work gives, done in a child that is killed when it goes too far.

        Args:
            work: A picklable call, such as a `partial` of a function of a module.
            wait_s: Longest wait for a place, in seconds; 0 to be refused at once.

        Raises:
            Conflict: Too many wait already.
            TemplateError: The work took too long, wanted too much, or broke in another way.
        """
        if not self._places.acquire(timeout=wait_s):
            raise Conflict("Too many texts are being tried at once; try again in a few seconds.")
        try:
            return self._run(work)
        finally:
            self._places.release()

    def _run(self, work: Callable[[], T]) -> T:
        for _ in range(TRIES):
            pool = self._open()
            try:
                done: ProcessFuture[bytes] = pool.schedule(
                    _bounded_work,
                    args=(work, self._longest_s),
                    timeout=CLOCK * self._longest_s,
                )
                found: T = pickle.loads(done.result())  # noqa: S301 - our own child wrote it
            except (BrokenProcessPool, RuntimeError) as fault:
                if isinstance(fault, RecursionError):
                    raise _named(fault) from fault
                self._drop(pool)
            except (TimeoutError, ProcessExpired, MemoryError) as fault:
                raise self._too_much(fault) from fault
            except FAULTS_OF_WORK as fault:
                raise _named(fault) from fault
            else:
                return found
        raise TemplateError("no process could be started to try this text; tell the operator")

    def _too_much(self, fault: Exception) -> TemplateError:
        """Return what work that was stopped is told: it took too long, or wanted too much."""
        ended_by = fault.exitcode if isinstance(fault, ProcessExpired) else None
        if isinstance(fault, TimeoutError) or ended_by == -signal.SIGPROF:
            wanted = f"took longer than {self._longest_s:g} s"
        else:
            wanted = f"wanted more than {MEMORY_BYTES // 2**20} MB"
        return TemplateError(f"it {wanted} and was stopped; make it simpler")

    def _open(self) -> ProcessPool:
        with self._opening:
            if self._pool is None:
                # Forked from a small server that has no threads, so a new one is there at once.
                forks = multiprocessing.get_context("forkserver")
                forks.set_forkserver_preload(["app.writing.dry_run"])
                self._pool = ProcessPool(self._workers, initializer=_bound, context=forks)
            return self._pool

    def _drop(self, broken: ProcessPool) -> None:
        with self._opening:
            if self._pool is broken:
                self._pool = None
        broken.stop()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """End the processes; they start again when they are needed again."""
        with self._opening:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


def _named(fault: Exception) -> TemplateError:
    return TemplateError(f"it cannot be rendered ({type(fault).__name__}: {str(fault)[:200]})")


def _bound() -> None:
    """Bound this child's memory, let the service go first, and leave nothing behind when killed."""
    os.nice(NICENESS)
    # A system that does not know one of the limits still has the clock.
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def _bounded_work(work: Callable[[], object], longest_s: float) -> bytes:
    """Do the work with a little processor time from now on; return it pickled, if it is small."""
    # The signal ends the process, whatever it is in the middle of.
    signal.setitimer(signal.ITIMER_PROF, longest_s)
    try:
        body = pickle.dumps(work())
    except (MemoryError, SystemError):
        # An interpreter that ran out of memory is not whole any more; the next one starts afresh.
        os._exit(OUT_OF_MEMORY)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if len(body) > MOST_BYTES:
        raise TemplateError(f"it gave more than {MOST_BYTES} bytes; make it shorter")
    return body
