"""What a template line may hold: the allow-list that bounds what a template can do.

A line may hold words, slots with one filter, and one guard around the whole line. Loops, calls,
attributes, arithmetic and every other tag are refused when the file is read, so no template can
spend more than its length in time or memory.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.errors import TemplateError
from app.writing.filters import FILTERS, filters_for
from app.writing.pack_files import unsayable
from app.writing.slots import Slot, SlotType

LONGEST_LINE = 300
SENTENCE_ENDS = (".", "?", "!")


def _environment() -> ImmutableSandboxedEnvironment:
    # The text is spoken, not shown in a browser, so there is nothing to escape.
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    sandbox.filters = dict(FILTERS)
    sandbox.globals = {}
    sandbox.tests = {}
    return sandbox


ENVIRONMENT = _environment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a file something stands, and what may stand there."""

    file: str
    line: int
    slots: Mapping[str, Slot]

    def fault(self, why: str) -> TemplateError:
        """Return the error that names this place."""
        return TemplateError(f"{self.file}, line {self.line}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A line that broke no rule.

    Attributes:
        slots: Slots that it says, in their order.
        guard: Slot that decides whether it is said, or empty.
        guard_wants: Whether that slot must be there (True) or be missing (False).
        words: The compiled line, without its guard.
    """

    slots: tuple[str, ...]
    guard: str
    guard_wants: bool
    words: Template


def check_line(source: str, place: Place) -> Checked:
    """Return a line, read, checked and compiled.

    Raises:
        TemplateError: The line breaks a rule; the message names file, line and slot.
    """
    if len(source) > LONGEST_LINE:
        raise place.fault(f"the line is longer than {LONGEST_LINE} letters; make it two")
    try:
        body = ENVIRONMENT.parse(source).body
    except (TemplateSyntaxError, RecursionError, ValueError) as fault:
        raise place.fault(f"this cannot be read ({fault}); check the braces") from fault
    guard, wants, inner = _guard(body, place)
    slots = tuple(dict.fromkeys(name for piece in inner if (name := _piece(piece, place))))
    last = inner[-1]
    if not isinstance(last, nodes.TemplateData) or not last.data.rstrip().endswith(SENTENCE_ENDS):
        raise place.fault("a sentence ends with a full stop; write one sentence a line")
    return Checked(slots=slots, guard=guard, guard_wants=wants, words=_compiled(inner))


def _compiled(inner: Sequence[nodes.Expr]) -> Template:
    tree = nodes.Template([nodes.Output(list(inner), lineno=1)], lineno=1)
    tree.set_environment(ENVIRONMENT)
    code = ENVIRONMENT.compile(tree)
    return Template.from_code(ENVIRONMENT, code, {})


def _guard(body: Sequence[nodes.Node], place: Place) -> tuple[str, bool, Sequence[nodes.Expr]]:
    """Return the guard's slot, what it wants, and what stands inside."""
    if len(body) != 1:
        raise place.fault("a guard stands around the whole line, and there is only one")
    only = body[0]
    if isinstance(only, nodes.Output):
        return "", True, only.nodes
    if not isinstance(only, nodes.If):
        raise place.fault(_not_allowed(only))
    if only.elif_ or only.else_:
        raise place.fault("'else' is not known here; write a second line with 'if not'")
    wants = not isinstance(only.test, nodes.Not)
    test = only.test.node if isinstance(only.test, nodes.Not) else only.test
    if not isinstance(test, nodes.Name):
        raise place.fault(f"a guard is one slot, with or without 'not'. {_not_allowed(test)}")
    inner = only.body[0] if len(only.body) == 1 else None
    if not isinstance(inner, nodes.Output):
        raise place.fault("a guard holds one sentence, and no other guard")
    return _known(test.name, place).name, wants, inner.nodes


def _piece(piece: nodes.Node, place: Place) -> str:
    """Return the slot of a piece of a line; plain words have none."""
    if isinstance(piece, nodes.TemplateData):
        sign = unsayable(piece.data) or next((brace for brace in piece.data if brace in "{}"), "")
        if sign:
            raise place.fault(f"'{sign}' cannot be spoken; write it in words")
        return ""
    if isinstance(piece, nodes.Filter):
        return _filtered(piece, place)
    if isinstance(piece, nodes.Name):
        slot = _known(piece.name, place)
        if slot.type is not SlotType.TEXT:
            wanted = " or ".join(filters_for(slot)) or "only in a guard"
            raise place.fault(f"slot '{slot.name}' needs a filter: {wanted}")
        return slot.name
    raise place.fault(_not_allowed(piece))


def _filtered(piece: nodes.Filter, place: Place) -> str:
    if not isinstance(piece.node, nodes.Name):
        raise place.fault("a filter follows one slot, and is the only one")
    if piece.args or piece.kwargs or piece.dyn_args or piece.dyn_kwargs:
        raise place.fault(f"the filter '{piece.name}' takes nothing in brackets")
    slot = _known(piece.node.name, place)
    allowed = filters_for(slot)
    if piece.name not in FILTERS:
        raise place.fault(
            f"slot '{slot.name}': there is no filter '{piece.name}'"
            + _did_you_mean(piece.name, allowed)
        )
    if piece.name not in allowed:
        fitting = ", ".join(allowed) or "none"
        raise place.fault(
            f"slot '{slot.name}' cannot be said with '{piece.name}'; fitting filters: {fitting}"
        )
    return slot.name


def _known(name: str, place: Place) -> Slot:
    if name not in place.slots:
        hint = _did_you_mean(name, list(place.slots))
        raise place.fault(f"slot '{name}' is not in slots.yaml{hint}")
    return place.slots[name]


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _not_allowed(node: nodes.Node) -> str:
    return (
        f"'{type(node).__name__}' is not allowed; a line holds words, slots with one filter, "
        "and one 'if' around it"
    )
