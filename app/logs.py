"""How events are written: one line each on standard error, fixed name first, facts after it."""

from __future__ import annotations

import logging

_PLAIN = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class _Line(logging.Formatter):
    """Writes `time level event name=value …`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; facts from `extra` follow the event."""
        facts = {k: v for k, v in record.__dict__.items() if k not in _PLAIN}
        told = "".join(f" {name}={value!r}" for name, value in sorted(facts.items()))
        line = f"{self.formatTime(record)} {record.levelname.lower()} {record.getMessage()}{told}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def start_logging(level: int = logging.INFO) -> None:
    """Send every event of Tangazo, and warnings of its libraries, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Line())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("app").setLevel(level)
