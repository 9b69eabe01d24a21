"""What the terminal shows: lines, complaints, tables and progress bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed

from app.domain.bulletins import Bulletin, Verdict
from app.domain.evidence import Assessment
from app.domain.places import counties
from app.pipeline.newsroom import Reporter

VERDICT_COLOUR = {Verdict.RELEASED: "green", Verdict.READY: "green", Verdict.FAILED: "red"}


def say(text: str) -> None:
    """Print a line for a person."""
    Console(highlight=False, soft_wrap=True).print(text)


def complain(text: str) -> None:
    """Print what went wrong, on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        f"[bold red]tangazo:[/] {escape(text)}"
    )


def show_bulletins(bulletins: Sequence[Bulletin]) -> None:
    """Print where each bulletin stands, and why, a line each."""
    width = max(len(each.id) for each in bulletins)
    for each in bulletins:
        verdict = f"[{VERDICT_COLOUR.get(each.verdict, 'yellow')}]{each.verdict:<13}[/]"
        say(f"{each.id:<{width}}  {each.phase or '-':<9}  {verdict}  {escape(each.reason)}")


def show_figures(assessments: Sequence[Assessment]) -> None:
    """Print every computed figure with its days and formula, a line each."""
    for made in assessments:
        say(f"[bold]{counties()[made.county].name}[/], judged on {made.as_of}")
        for each in made.indicators:
            value = f"{each.value:.2f} {each.unit}".removesuffix(" unitless")
            days = f"{each.period.start} to {each.period.end}"
            say(f"  {each.name:<21} {value:>11}   {days}   {escape(each.formula)}")
        for finding in [each.text for each in made.findings]:
            say(f"  note: {escape(finding)}")


@contextmanager
def shown_progress() -> Iterator[Reporter]:
    """Give a reporter whose steps appear as bars, one a step."""
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), Elapsed())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        rows: dict[str, TaskID] = {}

        def report(step: str, done: int, of: int) -> None:
            if step not in rows:
                rows[step] = bars.add_task(step, total=of)
            bars.update(rows[step], completed=done, total=of)

        yield report
