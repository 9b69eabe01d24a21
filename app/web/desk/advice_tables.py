"""Tables of the library on the desk: given to a spreadsheet, and taken back whole or not at all."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.responses import Response

from app.domain.people import Officer
from app.errors import LanguageError
from app.pipeline.newsroom import Newsroom
from app.web.posts import FILE_BYTES, Posted

TABLE_FIELDS = {"file": "The table (CSV, UTF-8), with the columns of the one that is given here."}
NO_FILE = "Choose a file first: the table as CSV."
Import = Callable[..., int]


def table_answer(text: str, file_name: str) -> Response:
    """Return a table as a file; its mark of byte order tells a spreadsheet that it is UTF-8."""
    return Response(
        text.encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Cache-Control": "no-store",
        },
    )


def imported(newsroom: Newsroom, posted: Posted, take: Import) -> str:
    """Take an uploaded table in, and return why it was refused; empty when it was taken."""
    officer: Officer = posted.officer
    if not posted.file:
        return NO_FILE
    if len(posted.file) > FILE_BYTES:
        return f"The file is larger than {FILE_BYTES / 1e6:.0f} MB; it is no such table."
    name = posted.file_name.replace("\\", "/").rpartition("/")[2][-80:] or "the table"
    try:
        take(newsroom, posted.file, name=name, officer=officer)
    except LanguageError as fault:
        return str(fault)
    return ""
