"""Answers as sequences of items, and back: checks, names, fields, or the head of a result and its rows."""

import base64
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from attrs import asdict

from nexus.errors import FieldError, InvalidInput
from nexus.hookspecs import Check, ResultPage, SourceMessage, TableField
from nexus.services.agent_links.frames import MOST_ITEM_BYTES, PART_BYTES

encode_item: Final = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode
"""Values as an answer of the API has them: the same text comes out of it as if they had been read by the centre."""

decode_items: Final = msgspec.json.Decoder(list[Any], float_hook=Decimal).decode
"""Exact: a number keeps its digits."""


def plain(one: Check | TableField) -> dict[str, Any]:
    """Return a check or a field as an item."""
    return asdict(one)


def sample_item(one: SourceMessage) -> dict[str, Any]:
    """Return a sample of a source as an item."""
    payload = base64.b64encode(one.payload).decode()
    return {"payload": payload, "metadata": dict(one.metadata), "error": one.error}


class _Sample(msgspec.Struct):
    """A sample of a source."""

    payload: bytes
    metadata: dict[str, Any] = {}
    error: str = ""


def samples_of(items: Sequence[Any]) -> list[SourceMessage]:
    """Return samples; raises msgspec.ValidationError if they are none."""
    read = msgspec.convert(items, list[_Sample])
    return [SourceMessage(one.payload, metadata=one.metadata, error=one.error) for one in read]


def head_of(result: ResultPage) -> dict[str, Any]:
    """Return the item that stands before the rows of a result."""
    return {"columns": list(result.columns), "more": result.more, "total": result.total}


class _Head(msgspec.Struct):
    """What stands before the rows of a result."""

    columns: list[str]
    more: bool = False
    total: int | None = None


def page_of(head: Any, rows: Sequence[Any]) -> ResultPage:
    """Return a page of its head and its rows; raises msgspec.ValidationError if they are none."""
    told = msgspec.convert(head, _Head)
    if not all(isinstance(row, list) for row in rows):
        raise msgspec.ValidationError("a row is no array")
    return ResultPage(told.columns, rows, told.more, told.total)


def checks_of(items: Sequence[Any]) -> list[Check]:
    """Return checks; raises msgspec.ValidationError if they are none."""
    return msgspec.convert(items, list[Check])


def fields_of(items: Sequence[Any]) -> list[TableField]:
    """Return fields; raises msgspec.ValidationError if they are none."""
    return msgspec.convert(items, list[TableField])


def names_of(items: Sequence[Any]) -> list[str]:
    """Return names; raises msgspec.ValidationError if they are none."""
    return msgspec.convert(items, list[str])


async def parts(items: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    """Yield items as JSON arrays of about `PART_BYTES` each.

    Raises:
        InvalidInput: one of them alone has more than `MOST_ITEM_BYTES`.
    """
    waiting: list[bytes] = []
    size = 0
    async for item in items:
        text = encode_item(item)
        if len(text) > MOST_ITEM_BYTES:
            raise InvalidInput([FieldError("", f"a row has {len(text)} bytes; at most {MOST_ITEM_BYTES} can be sent")])
        if waiting and size + len(text) > PART_BYTES:
            yield _array(waiting)
            waiting, size = [], 0
        waiting.append(text)
        size += len(text)
    if waiting:
        yield _array(waiting)


def _array(items: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]"
