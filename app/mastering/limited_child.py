"""A process that bounds itself and then becomes the program it is told, for `mastering.uploads`.

Its arguments are seconds of processor time, bytes of memory, bytes of any one file, and the program
with its own arguments. The limits stand before the first byte of a stranger's file is read. The
module imports as little as it can, to start fast.
"""

from __future__ import annotations

import os
import sys


def main(arguments: list[str]) -> None:
    """Set the limits and become the program; this returns only where there is no such program."""
    seconds, memory, file_size, *command = arguments
    if sys.platform != "win32":
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_size), int(file_size)))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(command[0], command)  # noqa: S606 - the program is ours, and there is no shell


if __name__ == "__main__":
    main(sys.argv[1:])
