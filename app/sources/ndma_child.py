"""Page 1 read in a process of its own, so that a hostile PDF costs seconds and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.connection import Connection

from app.sources.ndma_page import PageRefused, Sheet, read_sheet

TIME_LIMIT_S = 30.0
MEMORY_LIMIT = 1_500_000_000


def sheet_apart(body: bytes, *, time_limit_s: float = TIME_LIMIT_S) -> Sheet:
    """Return page 1 of a PDF, read in a process with limits.

    Args:
        body: The PDF.
        time_limit_s: Seconds after which the process is ended.

    Raises:
        PageRefused: It cannot be read, or asks for more time or memory than a bulletin may.
    """
    apart = multiprocessing.get_context("spawn")
    reader, writer = apart.Pipe(duplex=False)
    child = apart.Process(target=_read, args=(body, writer), daemon=True)
    child.start()
    writer.close()
    try:
        answer = reader.recv() if reader.poll(time_limit_s) else None
    except EOFError as fault:
        reason = "is damaged: reading it broke off; download it again, or fill in the form"
        raise PageRefused(reason) from fault
    finally:
        reader.close()
        child.kill()
        child.join()
        child.close()
    if isinstance(answer, Sheet):
        return answer
    raise PageRefused(answer or f"takes more than {time_limit_s:g} s to read; fill in the form")


def _read(body: bytes, writer: Connection) -> None:
    """Send the sheet, or the reason why there is none; any other fault ends the process."""
    # The parent tells people what is wrong; a trace on the terminal would tell it twice.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _limit_memory()
    try:
        answer: Sheet | str = read_sheet(body)
    except PageRefused as refusal:
        answer = str(refusal)
    writer.send(answer)


def _limit_memory() -> None:
    """Bound the memory of this process where the system can."""
    if sys.platform != "win32":
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
