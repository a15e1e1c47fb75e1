"""The manual's page on reliability names the tests that prove it: each of them must be there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w./-]+\.py)(?:::(\w+))?`", PAGE)))


def test_the_page_names_tests():
    assert len(NAMED) > 30


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part or "whole")
def test_a_named_test_is_there(file, name):
    found = [path for folder in ("nexus-core", "plugins", "tests") for path in (ROOT / folder).rglob(f"*{file}")]

    assert len(found) == 1, f"{file} is no file of tests, or more than one"
    assert not name or name in functions(found[0])


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
