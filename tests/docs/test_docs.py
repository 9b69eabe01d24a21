"""What the documents promise is there: commands, settings, verdicts, words, addresses."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from app import __version__
from app.cli.commands import commands
from app.domain.bulletins import Verdict
from app.settings import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CLI = get_command(commands)


def shown_commands():
    for document in DOCUMENTS:
        for line in document.read_text(encoding="utf-8").splitlines():
            words = shlex.split(line, comments=True) if line.startswith(" " * 4) else []
            if len(words) > 1 and words[0] in ("tangazo", "scripts/run"):
                yield pytest.param(words[1:], id=f"{document.name}: {line.strip()}")


@pytest.mark.parametrize("words", list(shown_commands()))
def test_every_command_in_the_documents_exists_with_its_options(words):
    name, *rest = words
    command = CLI.get_command(None, name)
    assert command is not None, f"there is no command {name}"
    while rest and hasattr(command, "commands") and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    known = {flag for each in command.params for flag in (*each.opts, *each.secondary_opts)}
    for word in rest:
        if word.startswith("--"):
            assert word in known


def test_every_command_is_in_the_documents():
    told = "".join(each.read_text(encoding="utf-8") for each in DOCUMENTS)
    for name in CLI.list_commands(None):
        if name != "version":
            assert f"tangazo {name}" in told or f"scripts/run {name}" in told, name


def test_every_setting_is_in_the_operators_table():
    told = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    for field in Settings.model_fields:
        last = field.upper()
        assert f"TANGAZO_{last}" in told or f"_{last.rsplit('_', maxsplit=1)[-1]}" in told, field


def test_every_verdict_is_explained_to_officers():
    told = (ROOT / "docs/officers.md").read_text(encoding="utf-8")
    for verdict in Verdict:
        assert re.search(rf"\|[^|]*\b{verdict}\b", told), verdict


def test_links_between_documents_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_changelog_tells_of_this_version():
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {__version__}" in told


def test_every_recorded_decision_says_why_what_and_what_follows():
    for record in sorted((ROOT / "docs/adr").glob("*.md")):
        told = record.read_text(encoding="utf-8")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in told, record.name
