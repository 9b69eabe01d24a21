"""What the languages of bulletins are called: by their speakers, and by machines."""

from __future__ import annotations

LANGUAGE_NAMES = {"sw": "Kiswahili", "en": "English", "kam": "Kikamba", "dav": "Kidawida"}
# As BCP 47 writes it. Kikamba and Kidawida are spoken in Kenya alone.
_TAGS = {"en": "en-KE", "sw": "sw-KE"}


def language_name(code: str) -> str:
    """Return a language's own name."""
    return LANGUAGE_NAMES.get(code, code)


def language_tag(code: str) -> str:
    """Return a language as feeds and alerts write it.

    >>> language_tag("sw"), language_tag("kam")
    ('sw-KE', 'kam')
    """
    return _TAGS.get(code, code)
