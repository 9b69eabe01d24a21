"""Where the pages of a language's words lie on the desk."""

from __future__ import annotations

from urllib.parse import urlencode

TEMPLATES = "/desk/templates"
LANGUAGES = "/desk/languages"


def edit_path(language: str, name: str, **more: object) -> str:
    """Return the editor of a text.

    >>> edit_path("sw", "alert/headline", kept=3)
    '/desk/templates/sw/edit?file=alert/headline&kept=3'
    """
    return f"{TEMPLATES}/{language}/edit?{_query(file=name, **more)}"


def revisions_path(language: str, name: str, **more: object) -> str:
    """Return the revisions of a text or a table, and what differs between two of them."""
    return f"{TEMPLATES}/{language}/revisions?{_query(file=name, **more)}"


def words_path(language: str) -> str:
    """Return the page of a language's words as a whole."""
    return f"{LANGUAGES}/{language}"


def table_path(language: str, name: str, **more: object) -> str:
    """Return the page of a table, such as `glossary`."""
    query = f"?{_query(**more)}" if more else ""
    return f"{LANGUAGES}/{language}/{name.removeprefix('tables/')}{query}"


def _query(**told: object) -> str:
    return urlencode({name: str(value) for name, value in told.items()}, safe="/")
