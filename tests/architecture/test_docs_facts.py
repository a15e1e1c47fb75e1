"""What the manual lists by hand is what the code has: types, expressions, answers, counts."""

import re

import pytest
from tree import ROOT

from nexus.api import problems
from nexus.builtin.plugin import nexus_transforms
from nexus.errors import NotDurable, StoreError, StoreFull
from nexus.mapping.expression import MAX_LENGTH, MAX_WORK, compile_expression
from nexus.model.mapping import TYPES, OnNull
from nexus.plugins import load_plugins
from nexus.streams.keys import DEDUP_SECONDS

MAPPING = (ROOT / "docs/concepts/mapping.md").read_text()
HTTP = (ROOT / "docs/http.md").read_text()


def section(page, heading):
    return page.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


def first_cells(text):
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


def test_every_type_is_explained():
    assert tuple(first_cells(section(MAPPING, "## Types"))) == TYPES


def test_every_action_for_null_is_explained():
    assert set(first_cells(section(MAPPING, "## Null and missing"))) == set(OnNull)


EXPRESSIONS = re.findall(r"^\| [^|`]+ \| `([^`]+)`", section(MAPPING, "## Expressions"), re.MULTILINE)
DATA = {
    "payload": {
        "total": 1200,
        "customer": {"vip": True},
        "tags": ["rush"],
        "lines": [{"qty": 2, "price": 1.5}],
        "name": "Ada",
    },
    "message": {"received_at": 1_767_225_600_000},
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expressions_that_are_shown_work(text):
    assert compile_expression(text).evaluate(DATA) is not None


def test_there_are_expressions():
    assert len(EXPRESSIONS) >= 6


def test_the_limits_of_expressions_are_those_of_the_code():
    assert f"{MAX_LENGTH:,} characters" in MAPPING
    assert MAX_WORK == 1_000_000
    assert "one million turns" in MAPPING


def test_every_answer_of_ingress_is_explained():
    files = (ROOT / "nexus-core/src/nexus/api/ingress").rglob("*.py")
    known = {name for file in files for name in re.findall(r'Problem\(\s*"([a-z-]+)"', file.read_text())}
    of_the_store = {error_name(error) for error in (StoreFull(""), NotDurable(""), StoreError(""))}
    listed = re.findall(r"^\| (?:\d{3} \| )?(`[^|]*`) \|", section(HTTP, "## Refused"), re.MULTILINE)

    named = {name for cell in listed for name in re.findall(r"`([a-z-]+)`", cell)}

    assert named == known | of_the_store


def error_name(error):
    return problems.of(error).name


def test_a_resend_is_recognised_for_as_long_as_is_said():
    assert f"for {DEDUP_SECONDS // 3600} hours" in HTTP


def test_the_changelog_counts_the_functions_and_names_the_steps():
    told = (ROOT / "CHANGELOG.md").read_text()

    assert f"{len(nexus_transforms())} functions" in told
    assert all(f"`{name}`" in told for name in load_plugins(commands=False).step_types)
