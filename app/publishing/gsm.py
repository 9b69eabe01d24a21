"""Text that fits one short message: the letters of GSM 03.38, of which 160 go into one."""

from __future__ import annotations

import unicodedata

LONGEST_SMS = 160
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these takes the place of two letters.
EXTENDED = frozenset("^{}\\[~]|€")
_PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "..."})


def plain_text(text: str) -> str:
    """Return a text in letters that every telephone gets in one message: ĩ becomes i.

    >>> plain_text("Kĩtui – ũtethyo")
    'Kitui - utethyo'
    """
    return "".join(_plain_letter(each) for each in text.translate(_PLAIN))


def _plain_letter(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    base = unicodedata.normalize("NFKD", letter)
    return "".join(each for each in base if each in BASIC or each in EXTENDED)


def letters_taken(text: str) -> int:
    """Return how many of the 160 letters a plain text takes.

    Raises:
        ValueError: A letter is not of this alphabet, so the message would be sent as two or more.

    >>> letters_taken("5 {kg}")
    8
    """
    odd = [each for each in text if each not in BASIC and each not in EXTENDED]
    if odd:
        raise ValueError(f"'{odd[0]}' is not a letter of short messages")
    return len(text) + sum(each in EXTENDED for each in text)


def fitted(parts: list[str], *, last: str = "") -> str:
    """Return a text of 160 letters at most: parts from the end are left out, `last` is shortened.

    Args:
        parts: What is told, the most important first; the first one always stays.
        last: What fills the room that is left, such as a reason.
    """
    kept = [plain_text(each) for each in parts if each]
    while len(kept) > 1 and letters_taken(" ".join(kept)) > LONGEST_SMS:
        kept.pop()
    text = " ".join(kept)[:LONGEST_SMS]
    room, more = LONGEST_SMS - letters_taken(text) - 1, ""
    for letter in plain_text(last):
        room -= letters_taken(letter)
        if room < 0:
            break
        more += letter
    return f"{text} {more}".strip()
