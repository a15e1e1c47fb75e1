"""Tells pytest which checks of the suites run."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from nexus.testing.conformance.base import Conformance
from nexus.testing.conformance.rules import reason_to_skip, rule_of

NOBODY: Final = pytest.param("", id="nobody")
"""The parameter of a check that is about no operation of the connector: it is left out."""

FORBIDDEN: Final = pytest.StashKey[str]()
"""Why a check fails before it runs."""


def checks(items: list[pytest.Item]) -> list[pytest.Function]:
    """Return those tests that are checks of suites."""
    return [item for item in items if isinstance(item, pytest.Function) and _is_suite(item.cls)]


def select(items: list[pytest.Item]) -> list[pytest.Function]:
    """Mark the checks that have a written reason not to run; return those that are about no operation.

    A claim that is made is never skipped: its check fails instead, and says so.
    """
    nobodys = []
    for item in checks(items):
        if "" in (parameters_of(item).get("operation"), parameters_of(item).get("storing")):
            nobodys.append(item)
        elif reason := reason_to_skip(item.cls.skips, item.function, parameters_of(item)):
            _skip(item, reason)
    return nobodys


def parameters_of(item: pytest.Function) -> Mapping[str, Any]:
    """Return what a check is run with."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def _skip(item: pytest.Function, reason: str) -> None:
    claim = rule_of(item.function).claim
    if claim is None:
        item.add_marker(pytest.mark.skip(reason=reason))
    else:
        item.stash[FORBIDDEN] = f"the connector claims {claim.value}: prove it, or do not claim it ({reason})"


def _is_suite(cls: type | None) -> bool:
    return cls is not None and issubclass(cls, Conformance)
