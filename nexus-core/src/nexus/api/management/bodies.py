"""Bodies of requests: JSON to config classes, strictly, every fault with its path."""

import json
import re
from collections.abc import Generator, Sequence
from typing import Any, ClassVar, Final

import msgspec
from attrs import field, frozen
from litestar._openapi.schema_generation import SchemaCreator  # the type that the base's own signature names
from litestar.dto import AbstractDTO
from litestar.dto._backend import DTOBackend
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from nexus.config import structure
from nexus.errors import FieldError, InvalidInput

_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""Databases that keep text as C does cannot keep it."""


def body(kind: type[Any]) -> "type[Body]":
    """Return what reads a handler's ``data`` as an instance of the config class ``kind``."""
    return type(f"Body[{kind.__name__}]", (Body,), {"kind": kind})


def sent(kind: type[Any]) -> "type[SentBody]":
    """Return what reads a handler's ``data`` as a `Sent`, which is to become an instance of ``kind``."""
    return type(f"Sent[{kind.__name__}]", (SentBody,), {"kind": kind})


@frozen
class Sent:
    """A body as it was sent: for documents in which null means something else than nothing, or digits count.

    Attributes:
        value: plain values.
        text: the JSON.
    """

    value: Any
    text: bytes = field(repr=False)


class Body(AbstractDTO[Any]):
    """Reads JSON through `nexus.config.structure`, where Litestar's own reading would give no paths."""

    kind: ClassVar[type[Any]]

    def decode_bytes(self, value: bytes) -> Any:
        """Return the instance; raises InvalidInput."""
        return structure(self.kind, read_json(value))

    def decode_builtins(self, value: dict[str, Any]) -> Any:  # noqa: ARG002 — the signature of the base
        """Refuse forms."""
        raise InvalidInput([FieldError("", "send JSON: Content-Type: application/json")])

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: type[DTOBackend] | None = None
    ) -> None:
        """Need no transfer model."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,
        handler_id: str,  # noqa: ARG003 — the signature of the base
        schema_creator: SchemaCreator,
    ) -> Reference | Schema:
        """Return the schema of the class itself."""
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(
        cls,
        model_type: type[Any],  # noqa: ARG003 — the signature of the base
    ) -> Generator[DTOFieldDefinition, None, None]:
        """Need no transfer model."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003 — the signature of the base
        """Need no transfer model."""
        return False


class SentBody(Body):
    """Reads JSON as strictly, and leaves the rest to the use case."""

    def decode_bytes(self, value: bytes) -> Sent:
        """Return the plain values; raises InvalidInput."""
        return Sent(read_json(value), value)

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,  # noqa: ARG003 — the signature of the base
        handler_id: str,  # noqa: ARG003 — the signature of the base
        schema_creator: SchemaCreator,
    ) -> Reference | Schema:
        """Return the schema of what the body is to become."""
        return schema_creator.for_field_definition(FieldDefinition.from_annotation(cls.kind))


def read_json(value: bytes) -> Any:
    """Read a JSON document; duplicate keys and numbers that JSON does not have are refused (security, input).

    Raises:
        InvalidInput: it is not JSON.
    """
    try:
        msgspec.json.decode(value, type=msgspec.Raw)  # the stricter of the two: no half of a surrogate pair
        if _NUL.search(value):
            raise ValueError("no text may have the character U+0000")  # noqa: TRY301 — one way out
        return json.loads(value, object_pairs_hook=_distinct, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        reason = "is nested too deeply" if isinstance(error, RecursionError) else f"is not JSON: {error}"
        raise InvalidInput([FieldError("", f"the body {reason}")]) from None


def _distinct(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number in JSON")
