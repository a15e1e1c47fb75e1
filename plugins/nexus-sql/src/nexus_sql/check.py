"""Connection tests: named steps with their latency and, where one fails, what to do."""

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from attrs import define, field

from nexus import Check, ConfigurationError, Context, NexusError, Unavailable

T = TypeVar("T")


@define
class Checks:
    """Runs steps one after the other and keeps what came of them; a step never raises."""

    results: list[Check] = field(factory=list)

    def run(self, name: str, step: Callable[[], tuple[str, T]], remedy: str = "") -> T | None:
        """Run ``step``, which returns a message and a value; None if it failed.

        Args:
            name: what is looked at.
            step: raises an exception if it fails.
            remedy: what to do if it fails and the exception does not say.
        """
        started = time.perf_counter()
        try:
            message, value = step()
        except Exception as error:  # noqa: BLE001 — a test reports whatever is wrong
            self.failed(name, error, remedy, started)
            return None
        self.results.append(Check(name, ok=True, message=message, latency_ms=_since(started)))
        return value

    def failed(self, name: str, error: Exception, remedy: str, started: float) -> None:
        """Note a step that failed."""
        told = str(error) if isinstance(error, NexusError) else f"{type(error).__name__}: {error}"
        if isinstance(error, ConfigurationError) and error.remedy:
            remedy = error.remedy
            told = told.removesuffix(f" ({remedy})")
        self.results.append(Check(name, ok=False, message=told, remedy=remedy, latency_ms=_since(started)))

    def note(self, name: str, *, ok: bool, message: str, remedy: str = "") -> None:
        """Note something that a step found besides."""
        self.results.append(Check(name, ok=ok, message=message, remedy="" if ok else remedy))


def check_address(checks: Checks, context: Context, host: str, port: int, timeout_s: float) -> str | None:
    """Check that the address is permitted and that something listens there; return it if so."""
    address = checks.run("address", lambda: _resolved(context, host, port), "check the host's name")
    if address is None:
        return None
    listens = checks.run(
        "network",
        lambda: _reached(address, port, timeout_s),
        f"check that the server runs, listens on port {port}, and that no firewall is in between",
    )
    return address if listens else None


def _resolved(context: Context, host: str, port: int) -> tuple[str, str]:
    address = context.egress.resolve(host, port)
    return f"{host} is {address}", address


def _reached(address: str, port: int, timeout_s: float) -> tuple[str, bool]:
    try:
        socket.create_connection((address, port), timeout=timeout_s).close()
    except OSError as error:
        raise Unavailable(f"{address}:{port} is not reached: {error}") from error
    return f"{address}:{port} answers", True


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
