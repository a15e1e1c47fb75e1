"""Payloads as they come, as JSON: what each format of a subscription makes of them."""

import base64
import csv
import io
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from nexus_mqtt.config import Csv, MqttSubscription

Reader = Callable[[bytes], Sequence[bytes]]
"""Returns JSON texts, one for each message that a payload holds; raises ValueError for what it cannot read."""

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(msgspec.Raw).decode
"""Looks whether it is JSON, and makes nothing of it."""

_LARGEST_CELL: Final = 16 * 1024 * 1024


def reader_of(subscription: MqttSubscription) -> Reader:
    """Return what reads the payloads of ``subscription``."""
    match subscription.format:
        case "raw":
            return _raw
        case "base64":
            return _base64
        case "csv":
            return _csv_reader(subscription.csv)
        case _:
            return _as_it_is


def _as_it_is(payload: bytes) -> Sequence[bytes]:
    if not payload:
        raise ValueError("the payload is empty, and the format is json")
    try:
        _decode(payload)
    except msgspec.DecodeError as error:
        raise ValueError(f"the payload is no JSON: {error}") from error
    return (payload,)


def _raw(payload: bytes) -> Sequence[bytes]:
    try:
        return (_encode(payload.decode()),)
    except UnicodeDecodeError as error:
        raise ValueError(f"the payload is no UTF-8 text ({error.reason} at byte {error.start}): use base64") from error


def _base64(payload: bytes) -> Sequence[bytes]:
    return (b'"' + base64.b64encode(payload) + b'"',)


def _csv_reader(settings: Csv) -> Reader:
    columns = settings.columns

    def read(payload: bytes) -> Sequence[bytes]:
        try:
            text = payload.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(f"the payload is no UTF-8 text: {error.reason} at byte {error.start}") from error
        csv.field_size_limit(_LARGEST_CELL)
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=settings.delimiter, strict=True)
        try:
            rows = [row for row in lines if row]
        except csv.Error as error:
            raise ValueError(f"line {lines.line_num} is no CSV: {error}") from error
        names = columns
        if not names:
            if not rows:
                raise ValueError("the payload is empty: its first row names the columns")
            names, rows = tuple(name.strip() for name in rows[0]), rows[1:]
            if len(set(names)) != len(names) or not all(names):
                raise ValueError(f"the first row does not name every column differently: {', '.join(names)[:200]}")
        return [_encode(_object(names, row, number)) for number, row in enumerate(rows, 1)]

    return read


def _object(names: Sequence[str], row: Sequence[str], number: int) -> dict[str, str | None]:
    if len(row) != len(names):
        raise ValueError(f"row {number} has {len(row)} cells, there are {len(names)} columns: {', '.join(names)[:200]}")
    return {name: cell or None for name, cell in zip(names, row, strict=True)}
