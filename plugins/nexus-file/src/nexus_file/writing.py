"""Turns a journal into the file that it stands for."""

import csv
import datetime as dt
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import msgspec

from nexus import ConfigurationError
from nexus_file.durable import sync_folder
from nexus_file.journal import Head, read_head, read_rows

_GROUP: Final = 10_000
"""Rows of one row group of a Parquet file."""

_json: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder().decode


def finish(journal: Path, folder: Path) -> Path | None:
    """Write the file that a journal stands for, and remove the journal; None if it has no rows.

    It is there whole or not at all. Done again after a crash it has the same result: the name stands in the journal.
    """
    head = read_head(journal)
    path = None
    if head is not None:
        path = _written(head, journal, folder)
    journal.unlink()
    sync_folder(journal.parent)
    return path


def _written(head: Head, journal: Path, folder: Path) -> Path | None:
    beside = folder / f".{head.name}.tmp"
    rows = read_rows(journal)
    first = next(rows, None)
    if first is None:
        return None
    write = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}[head.format]
    write(beside, head, chain([first], rows))
    path = folder / head.name
    beside.replace(path)
    sync_folder(folder)
    return path


def _jsonl(path: Path, head: Head, rows: Iterator[bytes]) -> None:  # noqa: ARG001 — as all formats have it
    with path.open("wb") as file:
        file.writelines(rows)
        file.flush()
        os.fsync(file.fileno())


def _csv(path: Path, head: Head, rows: Iterator[bytes]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=head.delimiter)
        if head.header:
            writer.writerow(head.columns)
        writer.writerows([_cell(row.get(name)) for name in head.columns] for row in map(_decode, rows))
        file.flush()
        os.fsync(file.fileno())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else _json(value).decode()


def _parquet(path: Path, head: Head, rows: Iterator[bytes]) -> None:
    import pyarrow as pa  # noqa: PLC0415 — an extra, needed for this format only
    from pyarrow import parquet  # noqa: PLC0415 — as above

    schema = arrow_schema(head.columns)
    with path.open("wb") as file:
        with parquet.ParquetWriter(file, schema) as writer:
            while group := [_decode(row) for row in islice(rows, _GROUP)]:
                columns = [
                    pa.array([_typed(row.get(name), kind) for row in group], type=schema.field(name).type)
                    for name, kind in head.columns.items()
                ]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
        file.flush()
        os.fsync(file.fileno())


def arrow_schema(columns: Mapping[str, str | None]) -> Any:
    """Return the Parquet schema of mapped columns.

    Raises:
        ConfigurationError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 — an extra, needed for this format only
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Parquet files need pyarrow", path="options.format", remedy="pip install 'nexus-file[parquet]'"
        ) from error
    types = {
        "integer": pa.int64(),
        "decimal": pa.decimal128(38, 12),
        "float": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "time": pa.time64("us"),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "bytes": pa.binary(),
    }
    return pa.schema([pa.field(name, types.get(kind or "", pa.string())) for name, kind in columns.items()])


def fault_of(row: Mapping[str, Any], columns: Mapping[str, str | None]) -> str:
    """Return why a mapped row has no place in a Parquet file, or nothing."""
    for name, kind in columns.items():
        value = row.get(name)
        if kind == "integer" and isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
            return f"{name}: {value} has more than 64 bits"
        if kind == "decimal" and isinstance(value, Decimal) and not _fits(value):
            return f"{name}: {value} has more than 26 digits before or 12 behind the point"
    return ""


def _fits(value: Decimal) -> bool:
    if not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent <= 12 and value.adjusted() < 26


def _typed(value: Any, kind: str | None) -> Any:  # noqa: PLR0911 — one line per type
    """Return the value of a column as Arrow wants it, from what the journal's JSON has."""
    if value is None:
        return None
    match kind:
        case "decimal":
            return Decimal(str(value))
        case "date":
            return dt.date.fromisoformat(value)
        case "time":
            return dt.time.fromisoformat(value)
        case "timestamp":
            return dt.datetime.fromisoformat(value)
        case "bytes":
            return msgspec.convert(value, bytes)
        case "integer" | "float" | "boolean":
            return value
    return value if isinstance(value, str) else _json(value).decode()
