"""What can go wrong, grouped by what the sender does next.

NexusError
├── ConnectionFailed    no acknowledgement: unknown whether it was taken; the same call again is harmless
├── Refused             the server said no
│   ├── InvalidMessage  correct the message: every fault with its index and path
│   ├── Unauthorized    ask for a key, or for the application to be enabled
│   ├── KeyReused       a new message needs a new idempotency key
│   ├── TooLarge        send less at once
│   ├── RateLimited     wait for `retry_after_s`
│   └── Unavailable     wait for `retry_after_s`
├── SpoolFailed         make room on the disk, or move the spool aside
├── BufferFull          slow down, or give the buffer more room
└── ConfigurationError  correct the options
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one message.

    Attributes:
        index: which message of the call, from 0.
        path: where in the message: ``items[0].sku``; empty for the message itself.
        message: what is wrong there.
    """

    index: int
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the messages of a call that sends many.

    Attributes:
        accepted: taken now.
        duplicates: taken by an earlier attempt; not taken again.
        rejected: not valid; only with ``partial``.
    """

    accepted: int
    duplicates: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What is known of the messages of a call that failed, by their index in it.

    Attributes:
        acknowledged: on stable storage; with ``partial`` all but those that their receipt names as rejected.
        not_taken: surely not taken, though they were tried.
        unknown: may have been taken or not; the same call with the same key is harmless.
        unsent_from: from this index on nothing was sent.
    """

    acknowledged: tuple[range, ...]
    not_taken: tuple[range, ...]
    unknown: tuple[range, ...]
    unsent_from: int

    def __str__(self) -> str:
        told = [
            f"{_spans(ranges)} {what}"
            for ranges, what in (
                (self.acknowledged, "acknowledged"),
                (self.not_taken, "not taken"),
                (self.unknown, "unknown"),
            )
            if ranges
        ]
        return f"Messages: {'; '.join([*told, f'{self.unsent_from} and after not sent'])}."


class NexusError(Exception):
    """Anything that this library raises.

    Attributes:
        remedy: what to do about it.
        is_unknown: messages may have been taken all the same: an attempt ended without a clear answer.
        key: under which the call was sent; the same call with it again takes each message once.
        sent: of a call that sends many: what had been acknowledged before the failure.
        fate: of a call that sends: which messages surely are taken, surely are not, or may be.
    """

    remedy: ClassVar[str] = ""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what.removesuffix('.')}. {self.remedy}".rstrip())
        self.is_unknown = False
        self.key: str | None = None
        self.sent: Summary | None = None
        self.fate: Fate | None = None


class ConnectionFailed(NexusError):
    """No acknowledgement came: the network failed, time ran out, or something other than Nexus answered."""

    remedy = "Make the same call again, with the error's key: what was taken is not taken twice."

    def __init__(self, what: str, *, is_unknown: bool = True) -> None:
        super().__init__(what)
        self.is_unknown = is_unknown


class ConfigurationError(NexusError):
    """The options cannot be used."""


class BufferFull(NexusError):
    """The local buffer has no room for another message; it has not been taken."""

    remedy = "Send more slowly, give the buffer more room, or let it wait: when_full='wait'."


class SpoolFailed(NexusError):
    """The buffer's spool cannot be read or written; a message that was to be kept has not been taken."""

    remedy = "Make room on its disk; if the file itself is damaged, move it aside."


@dataclass(frozen=True, slots=True)
class Problem:
    """What a refusal says: RFC 9457 problem details.

    Attributes:
        type: stays the same over versions: ``schema-violation``, ``rate-limited`` …
        retry_after_s: how long the server asks to wait.
    """

    status: int
    type: str
    detail: str
    errors: tuple[Fault, ...] = ()
    retry_after_s: float | None = None


class Refused(NexusError):
    """The server refused."""

    remedy = "The answer's type is explained in Nexus's manual, under HTTP."

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.type}: {problem.detail}{_first_of(problem.errors)}")
        self.problem = problem
        # 5xx may come from a proxy that gave up, or from a server that was interrupted (the manual, HTTP).
        self.is_unknown = problem.status in {408, 409} or problem.status >= 500

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def type(self) -> str:
        """What it is: ``schema-violation``, ``rate-limited`` and so on; the same over versions."""
        return self.problem.type

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults of messages."""
        return self.problem.errors

    @property
    def retry_after_s(self) -> float | None:
        """How long the server asks to wait."""
        return self.problem.retry_after_s


class InvalidMessage(Refused):
    """Messages do not fit: see ``errors``."""

    remedy = "Correct the messages that errors names; with partial=True the others would be taken."


class Unauthorized(Refused):
    """The key is unknown or the application disabled."""

    remedy = "Ask who runs Nexus for the application's key, or to enable the application."


class KeyReused(Refused):
    """The idempotency key was used before with another body."""

    remedy = "Use a new key for new messages, and the old one only for the very same."


class TooLarge(Refused):
    """The request is larger than is taken."""

    remedy = "Send a smaller message."


class RateLimited(Refused):
    """More messages than the application may send."""

    remedy = "Send the same again after retry_after_s."


class Unavailable(Refused):
    """The server cannot take messages now."""

    remedy = "Make the same call again later, with the error's key: what was taken is not taken twice."


def refusal_of(problem: Problem) -> Refused:
    """Return the error of a refusal."""
    status = problem.status
    kinds: dict[int, type[Refused]] = {
        400: InvalidMessage,
        401: Unauthorized,
        403: Unauthorized,
        408: Unavailable,
        409: KeyReused,
        413: TooLarge,
        422: InvalidMessage,
        425: Unavailable,
        429: RateLimited,
        501: Refused,
    }
    return kinds.get(status, Unavailable if status >= 500 else Refused)(problem)


def is_temporary(error: NexusError) -> bool:
    """Return whether the same request may succeed later."""
    return isinstance(error, ConnectionFailed | RateLimited | Unavailable)


def invalid(index: int, path: str, message: str) -> InvalidMessage:
    """Return the error of a message that was never sent."""
    return InvalidMessage(
        Problem(422, "invalid-message", "The message cannot be sent.", (Fault(index, path, message),))
    )


def _first_of(errors: Sequence[Fault]) -> str:
    if not errors:
        return ""
    fault = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f" [message {fault.index}{fault.path and f', {fault.path}'}: {fault.message}{more}]"


def _spans(ranges: Sequence[range]) -> str:
    return ", ".join(f"{one[0]}" if len(one) == 1 else f"{one[0]} to {one[-1]}" for one in ranges)
