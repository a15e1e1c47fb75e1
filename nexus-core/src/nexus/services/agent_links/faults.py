"""Errors over an agent's link: as at the agent, so at the centre."""

import logging
from typing import Final

from nexus.errors import (
    AgentAway,
    ConfigurationError,
    FieldError,
    InvalidInput,
    NexusError,
    NotFound,
    Rejected,
    Retry,
    Throttled,
    Unauthorized,
    Unavailable,
)
from nexus.services.agent_links.frames import Fault

logger = logging.getLogger(__name__)

_SETTINGS: Final = {"unauthorized": Unauthorized, "configuration": ConfigurationError}


def fault_of(error: Exception) -> Fault:  # noqa: PLR0911 — a table
    """Return what is told of an error; one that is not ours is told by its type alone, and logged."""
    match error:
        case Rejected():
            return Fault("rejected", "", rejected=tuple(error.reasons.items()))
        case Retry():
            indexes = None if error.indexes is None else tuple(sorted(error.indexes))
            rejected = tuple(error.rejected.items())
            return Fault("retry", error.reason, after=error.after, rejected=rejected, indexes=indexes)
        case AgentAway():
            return Fault("agent-away", error.reason, after=error.after)
        case Unavailable():
            return Fault("unavailable", error.reason, after=error.after)
        case ConfigurationError():
            kind = "unauthorized" if isinstance(error, Unauthorized) else "configuration"
            text = str(error).removeprefix(f"{error.path}: ").removesuffix(f" ({error.remedy})")
            return Fault(kind, text, error.path, error.remedy)
        case InvalidInput():
            return Fault("invalid", str(error), errors=tuple((one.path, one.message) for one in error.errors))
        case NotFound():
            return Fault("not-found", error.name, path=error.kind)
        case Throttled():
            return Fault("throttled", str(error), after=error.retry_after)
        case NexusError():
            return Fault("unavailable", str(error))
        case _:
            logger.error("a question of the centre could not be answered", exc_info=error)
            return Fault("unavailable", f"the agent could not answer: {type(error).__name__}, see its log")


def error_of(fault: Fault) -> NexusError:  # noqa: PLR0911 — a table
    """Return the error that a fault tells of."""
    match fault.kind:
        case "rejected":
            return Rejected(dict(fault.rejected))
        case "retry":
            return Retry(fault.message, after=fault.after, indexes=fault.indexes, rejected=dict(fault.rejected))
        case "agent-away":
            return AgentAway(fault.message, after=fault.after)
        case "unauthorized" | "configuration":
            return _SETTINGS[fault.kind](fault.message, path=fault.path, remedy=fault.remedy)
        case "invalid":
            return InvalidInput([FieldError(path, message) for path, message in fault.errors])
        case "not-found":
            return NotFound(fault.path, fault.message)
        case "throttled":
            return Throttled(fault.message, retry_after=fault.after or 1.0)
        case _:
            return Unavailable(fault.message, after=fault.after)
