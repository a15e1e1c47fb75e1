"""Two pages of the manual name the tests that prove what they say: each of them must be there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"reliability.md": 30, "operations/security.md": 50}
"""Pages below docs, and how many tests each names at least."""


def named(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return sorted(set(re.findall(r"`([\w./-]+\.py)(?:::(\w+))?`", text)))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_tests(page):
    assert len(named(page)) > PAGES[page]


@pytest.mark.parametrize(
    ("file", "name"), sorted({one for page in PAGES for one in named(page)}), ids=lambda part: part or "whole"
)
def test_a_named_test_is_there(file, name):
    packages = ("nexus-agent", "nexus-core", "plugins", "tests")
    whole = ROOT / file
    found = [whole] if whole.is_file() else [one for each in packages for one in (ROOT / each).rglob(f"*{file}")]

    assert len(found) == 1, f"{file} is no file of tests, or more than one"
    assert not name or name in functions(found[0])


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
