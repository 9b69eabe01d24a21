"""One county's indicators from its observations and histories, each with formula and sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.climatology import Climatology
from app.domain.evidence import History
from app.indicators.measured import Measured, together
from app.indicators.quality import Sifted
from app.indicators.rain_indicators import rain_indicators
from app.indicators.vegetation_indicators import vegetation_indicators


def measure(
    sifted: Sifted,
    histories: Sequence[History],
    *,
    as_of: date,
    climatologies: Sequence[Climatology] = (),
) -> Measured:
    """Return every indicator that a county's evidence allows.

    Args:
        sifted: The county's observations, after the quality policies.
        histories: The county's histories; with stored climatologies five years are enough.
        as_of: Day the evidence is judged on.
        climatologies: What is usual in the county, as stored, each of one source. A history whose
            source has none must reach back over the reference years itself.
    """
    kept = sifted.kept
    spoilt = {each.variable for each in sifted.rejected}
    sound = [each for each in histories if each.variable not in spoilt]
    return together(
        (
            rain_indicators(kept, sound, climatologies=climatologies),
            vegetation_indicators(kept, sound, as_of=as_of, climatologies=climatologies),
        )
    )
