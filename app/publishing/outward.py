"""What pushes and notices need of the operator: where to, through what, locked with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.stations import Medium
from app.publishing.places import SILENCE_S
from app.publishing.sealed import Seal

# Where the address of a contact stands in the address of a gateway.
TO = "{to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outward:
    """How Tangazo reaches stations by itself.

    Attributes:
        seal: What passwords of stations' servers are sealed with.
        folders: The folder of this machine beneath which files may be laid, or None.
        gateways: Address of the service that carries each medium, `{to}` in it for the contact's.
        exercise_notices: Whether people are told of exercises too.
        silence_s: How long a server may say nothing, in seconds.
    """

    seal: Seal = field(default_factory=lambda: Seal(Path("push.key")))
    folders: Path | None = None
    gateways: Mapping[Medium, str] = field(default_factory=dict, repr=False)
    exercise_notices: bool = False
    silence_s: float = SILENCE_S
