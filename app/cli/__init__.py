"""The command line: every fault ends in one clear line and a non-zero exit code."""

from __future__ import annotations

import sys

from app.errors import TangazoError


def main() -> None:
    """Run the `tangazo` command."""
    # A child process reads the script that started us once more; it needs none of the commands.
    from app.cli.commands import commands
    from app.cli.screen import complain

    try:
        commands()
    except TangazoError as fault:
        complain(str(fault))
        sys.exit(1)
    except OSError as fault:
        place = f"{fault.filename}: " if fault.filename else ""
        complain(f"{place}{fault.strerror or fault}")
        sys.exit(1)
