"""The real thing behind a connector, reached by the tests' own means: what authors write once for all suites."""

# ruff: noqa: ARG002 — what is not overridden fails the check that asks

from typing import Any, NoReturn

import pytest


def missing(part: str, what: str) -> NoReturn:
    """Fail a check because the bench cannot do what it needs."""
    pytest.fail(
        f"the bench does not say how to {what}: define `{part}`, or write into the suite's `skips` why it cannot be"
    )


class ConnectionBench:
    """A system that connections reach, as a connector's tests see it. Methods may be plain or coroutines.

    What is not overridden fails the checks that need it, unless the suite's ``skips`` names it with a reason.

    Attributes:
        config: an instance of the connector's config class that reaches the system; with short timeouts.
        port: where the system listens on this machine, for the kit's TCP proxy.
    """

    config: Any
    port: int

    def __getattr__(self, name: str) -> Any:
        if name == "config":
            missing(name, "reach the system: an instance of the connector's config class")
        if name == "port":
            missing(name, "reach the system through the kit's TCP proxy: where it listens on this machine")
        raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}", name=name, obj=self)

    def wrong_credentials(self) -> Any:
        """Return the configuration with a secret that the system refuses; make it distinctive, of 8 or more characters."""
        missing("wrong_credentials", "log in wrongly")

    def through(self, host: str, port: int) -> Any:
        """Return the configuration, reaching the system at another address."""
        missing("through", "reach the system at another address")

    def close(self) -> Any:
        """Give back what the bench took; call it from your fixture."""
