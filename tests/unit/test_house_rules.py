import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
MODULES = [each for each in sorted(APP.rglob("*.py")) if "versions" not in each.parts]


@pytest.mark.parametrize("module", MODULES, ids=lambda each: str(each.relative_to(APP)))
def test_files_and_functions_stay_short(module):
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, node.name


def test_nothing_is_left_for_later():
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        for mark in ("TODO", "FIXME", "NotImplementedError"):
            assert mark not in text, module
