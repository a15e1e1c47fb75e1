"""What goes over an agent's link: JSON texts, each with its ``type``."""

from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Raw, Struct

from nexus.model.source import SourceReport

WINDOW: Final = 4
"""Parts of one answer that may be under way at most; each that was read makes room for another (`More`)."""

PART_BYTES: Final = 64 * 1024
"""A part is sent when its items have so many bytes."""

WRITE_BYTES: Final = 4 * 1024 * 1024
"""A larger batch is written in several questions, one after the other."""

MOST_ITEM_BYTES: Final = 8 * 1024 * 1024
"""An item above this is not sent."""


class Reached(Struct, frozen=True):
    """A connection that is to be reached.

    Attributes:
        version: rises with each change; 0 for one that is not stored.
        sealed: its configuration as JSON, secrets in clear, sealed for the agent (`nexus.security.agent_seals`); base64 in
            JSON.
    """

    id: str
    name: str
    connector: str
    version: int
    sealed: bytes


class Ask(Struct, frozen=True, tag="ask"):
    """The centre asks.

    Attributes:
        id: of the question; answers carry it.
        verb: ``check``, ``schemas``, ``tables``, ``fields``, ``select``, ``stream``, ``sample``, ``write`` or
            ``step``.
        arguments: ``schema`` and ``table``; ``statement``, ``params`` (see `values`), ``page``, ``limit``, ``total``; of a
            ``write`` ``target`` (a `nexus.WriteTarget`), ``ids`` and ``traceparents``; of a ``step`` a `stepping.Call`.
        timeout_s: seconds after which nobody waits for the answer any more; 0 for as long as it takes.
        rows: what is to be written, or the one thing that a step works on; see `values.packed_rows`.
    """

    id: str
    verb: str
    connection: Reached
    arguments: dict[str, Any] = {}
    timeout_s: float = 0.0
    rows: Raw = Raw(b"[]")


class More(Struct, frozen=True, tag="more"):
    """The centre has read parts of an answer: so many more may come."""

    id: str
    parts: int = 1


class Cancel(Struct, frozen=True, tag="cancel"):
    """Nobody waits for the answer any more."""

    id: str


class Changed(Struct, frozen=True, tag="changed"):
    """What the agent works with may have changed: it is to ask for it."""


class Status(Struct, frozen=True, tag="status"):
    """The agent tells how it is.

    Attributes:
        queue_size: messages not yet forwarded.
        release: version of the agent.
        sources: how those are doing that it receives from; times by its own clock.
    """

    queue_size: int | None = None
    release: str = ""
    sources: tuple[SourceReport, ...] = ()


class Taken(Struct, frozen=True, tag="taken"):
    """The agent has the question and works on it."""

    id: str


class Part(Struct, frozen=True, tag="part"):
    """Some items of an answer, as a JSON array."""

    id: str
    items: Raw


class End(Struct, frozen=True, tag="end"):
    """The answer is whole."""

    id: str


class Fault(Struct, frozen=True):
    """An error, as it goes over the link; see `faults`.

    Attributes:
        rejected: rows of a batch that can never succeed, each with the reason.
        indexes: rows of a batch to try again; None for all.
    """

    kind: str
    message: str
    path: str = ""
    remedy: str = ""
    after: float | None = None
    errors: tuple[tuple[str, str], ...] = ()
    rejected: tuple[tuple[int, str], ...] = ()
    indexes: tuple[int, ...] | None = None


class Failed(Struct, frozen=True, tag="failed"):
    """There is no answer, or no more of it."""

    id: str
    fault: Fault


Down: TypeAlias = Ask | More | Cancel | Changed
"""What the centre sends."""

Answer: TypeAlias = Taken | Part | End | Failed
"""What an agent sends because it was asked."""

Up: TypeAlias = Status | Answer
"""What an agent sends."""

encode: Final = msgspec.json.Encoder().encode
decode_down: Final = msgspec.json.Decoder(Down).decode
decode_up: Final = msgspec.json.Decoder(Up).decode
decode_answer: Final = msgspec.json.Decoder(Answer).decode
