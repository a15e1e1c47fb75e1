"""What was found, and how a look that fails becomes a finding instead of ending all."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from attrs import frozen

from nexus.services.connections.reach import failed_check


class State(StrEnum):
    """How bad it is; only what is broken makes ``nexus doctor`` fail."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@frozen
class Finding:
    """One thing that was looked at.

    Attributes:
        area: where it belongs: ``metadata``, ``stream store``, ``connections`` …
        remedy: what to do, unless it is in order.
    """

    area: str
    name: str
    state: State
    message: str = ""
    remedy: str = ""
    latency_ms: float | None = None


def guarded(area: str, name: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what ``look`` finds; an error that it ends with is the last finding."""
    try:
        yield from look()
    except Exception as error:  # noqa: BLE001 — whatever ails the patient, the examination goes on
        yield broken(area, name, error)


def broken(area: str, name: str, error: Exception) -> Finding:
    """Return the finding of an error."""
    failed = failed_check(error)
    return Finding(area, name, State.BROKEN, failed.message, failed.remedy)
