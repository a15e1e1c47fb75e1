"""Which checks run: all, but those that have a written reason not to, or whose claim the connector does not make."""

import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeVar

import pytest
from attrs import frozen

from nexus.hookspecs import Capability

F = TypeVar("F", bound=Callable[..., Any])

_MARK: Final = "__nexus_check__"
_SHORTEST_REASON: Final = 10


@frozen
class Rule:
    """What a check says about itself.

    Attributes:
        needs: the parts of a bench without which it cannot run; a suite's ``skips`` may name them instead of the check.
        claim: the capability that it proves: it runs for the operations that claim it, and then cannot be skipped.
    """

    needs: tuple[str, ...] = ()
    claim: Capability | None = None


def check(*needs: str, claim: Capability | None = None) -> Callable[[F], F]:
    """Mark a method of a suite as a check that needs these parts of the bench."""

    def mark(function: F) -> F:
        setattr(function, _MARK, Rule(needs, claim))
        if inspect.iscoroutinefunction(function):
            return pytest.mark.asyncio(function)  # type: ignore[no-any-return] # it returns the function
        return function

    return mark


def rule_of(function: object) -> Rule:
    """Return what a check says about itself; a plain test needs nothing."""
    rule = getattr(function, _MARK, None)
    return rule if isinstance(rule, Rule) else Rule()


def validate_skips(suite: type, skips: Mapping[str, str], words: Collection[str]) -> None:
    """Refuse skips without a reason, and such that name nothing.

    Args:
        suite: the class that has them.
        skips: what is skipped -> why.
        words: what else they may name: operations and types.

    Raises:
        TypeError: one of them cannot be meant.
    """
    checks = {name for name in dir(suite) if name.startswith("test_")}
    needs = {need for name in checks for need in rule_of(getattr(suite, name)).needs}
    for name, reason in skips.items():
        if name not in checks | needs | set(words):
            raise TypeError(f"{suite.__qualname__}.skips names {name!r}, which is no check and no part of a bench")
        if len(reason.strip()) < _SHORTEST_REASON:
            raise TypeError(f"{suite.__qualname__}.skips[{name!r}] must say why in a sentence")


def reason_to_skip(skips: Mapping[str, str], function: object, arguments: Mapping[str, Any]) -> str:
    """Return the written reason why a check does not run, or nothing."""
    rule = rule_of(function)
    named = (getattr(function, "__name__", ""), *rule.needs, *(a for a in arguments.values() if isinstance(a, str)))
    return next((skips[name] for name in named if name in skips), "")
