"""What a mapping can reach: the payload, the message around it, and in sequences the outputs of steps."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from nexus.mapping.moments import from_unix_ms
from nexus.mapping.paths import MISSING, Path
from nexus.model.message import Message

decode_plain: Final = msgspec.json.Decoder().decode
decode_exact: Final = msgspec.json.Decoder(float_hook=Decimal).decode
"""Numbers with a fraction or exponent come as Decimal: no digit is lost."""

Fetch = Callable[["Scope"], Any]


class Scope:
    """One message's data, decoded as far as it is asked for."""

    __slots__ = ("_exact", "_message", "_plain", "_raw", "_variables")

    def __init__(
        self, payload: bytes | None, message: Message | Mapping[str, Any], variables: Mapping[str, Any]
    ) -> None:
        self._raw = payload
        self._message = message
        self._variables = variables
        self._plain: Any = MISSING if payload is not None else variables.get("payload")
        self._exact: Any = self._plain

    @property
    def payload(self) -> Any:
        """The payload; numbers with a fraction as float."""
        if self._plain is MISSING and self._raw is not None:
            self._plain = decode_plain(self._raw)
        return self._plain

    @property
    def exact(self) -> Any:
        """The payload; numbers with a fraction as Decimal, where its text is at hand."""
        if self._exact is MISSING and self._raw is not None:
            self._exact = decode_exact(self._raw)
        return self._exact

    @property
    def message(self) -> Mapping[str, Any]:
        """``id``, ``source``, ``received_at`` (aware) and ``headers``."""
        if isinstance(self._message, Message):
            self._message = about(self._message)
        return self._message

    def variable(self, name: str) -> Any:
        """Return what expressions and templates call ``name``."""
        if name == "payload":
            return self.payload
        return self.message if name == "message" else self._variables.get(name, MISSING)


def of_message(message: Message) -> Scope:
    """Return the scope of an accepted message."""
    return Scope(message.payload, message, {})


def of_data(data: Mapping[str, Any]) -> Scope:
    """Return the scope of decoded data; ``message.received_at`` may be milliseconds."""
    return Scope(None, told(data.get("message") or {}), data)


def told(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``message`` with its time as a moment."""
    received = message.get("received_at")
    return {**message, "received_at": from_unix_ms(received)} if type(received) is int else message


def about(message: Message) -> dict[str, Any]:
    """Return what mappings see of a message besides its payload."""
    return {
        "id": message.id,
        "source": message.source,
        "received_at": from_unix_ms(message.received_at),
        "headers": decode_plain(message.headers) if message.headers else {},
    }


STEP_VARIABLES: Final = ("payload", "message", "steps", "current")
"""What the steps of a sequence reach."""

ITEM_VARIABLES: Final = (*STEP_VARIABLES, "item", "index")
"""What a step reaches that runs for each item of an array."""


def source_of(path: Path, roots: Sequence[str] = ("message",)) -> tuple[str, Path]:
    """Return the variable that a rule's source starts from, and the path within it.

    ``message.…`` is the message around the payload; a payload's own field of that name is ``$.message``. In sequences
    there are more such ``roots``.
    """
    first = path.parts[0] if path.parts else None
    if not path.text.startswith("$") and first in roots:
        return str(first), Path(path.text, path.parts[1:])
    return "payload", path


def fetcher(root: str, path: Path, *, exact: bool) -> Fetch:
    """Return what finds the value of ``path`` under the variable ``root``."""
    get = path.getter()
    if root == "payload":
        return (lambda scope: get(scope.exact)) if exact else (lambda scope: get(scope.payload))
    if root == "message":
        return lambda scope: get(scope.message)
    return lambda scope: get(scope.variable(root))
