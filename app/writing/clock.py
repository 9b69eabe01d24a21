"""Times of day as words, from the tables of a language pack.

A pack names the hours of a twelve-hour dial, so that a clock which counts from six is a matter of
its table: in Kiswahili the row `hour-7` holds "saa moja".
"""

from __future__ import annotations

from datetime import time

from app.writing.dates import Dates
from app.writing.numbers import cardinal

HALF_HOUR = 30
_PART = "part-from-"


def clock_words(at: time, *, dates: Dates) -> str:
    """Return a time of day, such as "quarter past seven in the evening".

    Args:
        at: Time of day in Africa/Nairobi; its seconds are not said.
        dates: The pack's words.

    Raises:
        NoWords: The table lacks a row for it.
    """
    own = dates.words.get(f"clock-at-{at.hour}")
    if own and not at.minute:
        return own
    past = at.minute <= HALF_HOUR
    hour = at.hour if past else at.hour + 1
    words = {
        "hour": dates.pattern(f"hour-{hour % 12 or 12}"),
        "part": part_of_day(at.hour, dates=dates),
    }
    if not at.minute:
        return dates.pattern("clock").format(**words)
    way, minutes = ("past", at.minute) if past else ("to", 60 - at.minute)
    special = dates.words.get(f"clock-{way}-{minutes}")
    if special:
        return special.format(**words)
    said = cardinal(minutes, numbers=dates.numbers)
    return dates.pattern(f"clock-{way}").format(minutes=said, **words)


def part_of_day(hour: int, *, dates: Dates) -> str:
    """Return the part of the day that an hour of 0 to 23 lies in, such as "in the evening".

    The last part of the day lasts until the first one begins.

    Raises:
        NoWords: The table names no part of the day.
    """
    starts = [int(key.removeprefix(_PART)) for key in dates.words if key.startswith(_PART)]
    begun = [start for start in starts if start <= hour]
    return dates.pattern(f"{_PART}{max(begun or starts, default=0)}")
