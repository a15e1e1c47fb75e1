"""Who reads hookspecs.py knows when each hook fires and what a failure costs."""

import inspect
import re

import pytest

from nexus import hookspecs

HOOKS = [name for name, hook in inspect.getmembers(hookspecs, inspect.isfunction) if name.startswith("nexus_")]
WHEN = re.compile(r"\b(called|is ready|was delivered|became|has stopped)\b", re.IGNORECASE)
COST = re.compile(r"\b(failure|import heavy|authentication)\b", re.IGNORECASE)


def test_there_are_hooks():
    assert len(HOOKS) >= 10


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_says_when_it_fires_and_what_matters_then(name):
    text = inspect.getdoc(getattr(hookspecs, name)) or ""

    assert WHEN.search(text), f"the docstring of {name} does not say when it fires"
    assert COST.search(text), f"the docstring of {name} does not say what a failure or a slow answer costs"


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_declared_as_one(name):
    assert hasattr(getattr(hookspecs, name), "nexus_spec")
