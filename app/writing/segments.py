"""The segments of a bulletin: their order, their files, and what no bulletin goes without."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from app.domain.evidence import Phase
from app.errors import PackError, TemplateError
from app.writing.pack_files import NO_OVERLAY, in_one_form
from app.writing.slots import Slot
from app.writing.templates import SegmentTemplate, parse_lines, parse_template

SHARED = "shared"
SPOT = "spot"
FOLDER = "segments/"
ENDING = ".txt.j2"


class SegmentKind(StrEnum):
    """The parts of a bulletin, in the order of the air."""

    IDENT = "ident"
    HEADLINE = "headline"
    CHANGED = "changed"
    RAIN = "rain"
    PASTURE = "pasture"
    WATER = "water"
    MARKET = "market"
    OUTLOOK = "outlook"
    ACTIONS = "actions"
    ANNOUNCEMENTS = "announcements"
    CLOSE = "close"


# What no bulletin goes without: these slots, in a sentence that no guard can take away.
ALWAYS_SAID: Mapping[SegmentKind, tuple[str, ...]] = {
    SegmentKind.IDENT: ("county",),
    SegmentKind.HEADLINE: ("county", "phase", "phase_month"),
    SegmentKind.ACTIONS: ("action_1", "action_2", "action_3"),
    SegmentKind.CLOSE: ("action_1_short", "action_2_short", "action_3_short", "next_issue"),
}
# A spot is the headline and one action, in sentences of their own that need no other.
SPOT_SAID: Mapping[SegmentKind, tuple[str, ...]] = {
    SegmentKind.HEADLINE: ("county", "phase", "phase_month"),
    SegmentKind.ACTIONS: ("action_1",),
}
Segments = Mapping[tuple[str, SegmentKind], SegmentTemplate]


def segment_of(segments: Segments, phase: Phase, kind: SegmentKind) -> SegmentTemplate | None:
    """Return the template of a segment: the phase's own, else the shared one, else None."""
    return segments.get((phase, kind)) or segments.get((SHARED, kind))


def load_segments(
    folder: Path, slots: Mapping[str, Slot], *, overlay: Mapping[str, str] = NO_OVERLAY
) -> Segments:
    """Return the templates below a pack's folder.

    Args:
        folder: The pack's folder.
        slots: The catalogue of slots.
        overlay: Texts by file in the folder; each segment stands for the file, or is one more.

    Raises:
        PackError: A file has a name that no bulletin uses.
        TemplateError: A template is wrong.
    """
    paths = (folder / FOLDER).rglob(f"*{ENDING}")
    names = {path.relative_to(folder).as_posix() for path in paths}
    found: dict[tuple[str, SegmentKind], SegmentTemplate] = {}
    for name in sorted(names | {each for each in overlay if each.startswith(FOLDER)}):
        found |= read_segment(folder, name, overlay.get(name), slots)
    return found


def read_segment(
    folder: Path, name: str, text: str | None, slots: Mapping[str, Slot]
) -> dict[tuple[str, SegmentKind], SegmentTemplate]:
    """Return one template by its phase and kind.

    Args:
        folder: The pack's folder.
        name: File in it.
        text: What stands for the file; None: the file itself.
        slots: The catalogue of slots.

    Raises:
        PackError: The file has a name that no bulletin uses.
        TemplateError: The template is wrong.
    """
    path, file = folder / name, f"{folder.name}/{name}"
    phase, kind = path.parent.name, path.name.removesuffix(ENDING)
    if phase not in {SHARED, SPOT, *map(str, Phase)} or kind not in list(SegmentKind):
        raise PackError(
            f"{file}: no bulletin uses this file; the folder is '{SHARED}', '{SPOT}' or a "
            f"phase, the file one of {[f'{each}{ENDING}' for each in SegmentKind]}"
        )
    if text is None:
        return {(phase, SegmentKind(kind)): parse_template(path, file=file, slots=slots)}
    template = parse_lines(in_one_form(text), file=file, slots=slots)
    return {(phase, SegmentKind(kind)): template}


def check_always_said(segments: Segments, folder: Path) -> None:
    """Make sure that every phase has the sentences that no bulletin goes without.

    Raises:
        PackError: A file is missing.
        TemplateError: A sentence is missing, or a guard could take it away.
    """
    for phase in Phase:
        for kind, names in ALWAYS_SAID.items():
            template = segment_of(segments, phase, kind)
            if template is None:
                raise PackError(
                    f"{folder.name}/segments/{phase}/{kind}{ENDING} is missing; write it"
                )
            _check_said(template, names)
    for kind, names in SPOT_SAID.items():
        spot = segments.get((SPOT, kind))
        if spot:
            _check_said(spot, names)


def _check_said(template: SegmentTemplate, names: tuple[str, ...]) -> None:
    unguarded = [line.checked for line in template.lines if not line.checked.guard]
    said = {name for checked in unguarded for name in checked.slots}
    missing = [name for name in names if name not in said]
    if missing:
        raise TemplateError(
            f"{template.file}, line {template.last_line}: no sentence says '{missing[0]}', "
            "or it stands in a guard; every bulletin must say it"
        )
