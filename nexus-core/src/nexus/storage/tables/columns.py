"""Column types that mean the same on every database, and the columns that most tables share."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.dialects import mysql

LONG_TEXT = Text().with_variant(mysql.LONGTEXT(), "mysql")
"""Text without a limit worth speaking of; MySQL's TEXT ends at 64 KiB."""

DIGEST = LargeBinary().with_variant(mysql.BINARY(32), "mysql")
"""A SHA-256."""

BIG_ID = BigInteger().with_variant(Integer(), "sqlite")
"""A 64 bit counter; SQLite counts only what is declared INTEGER PRIMARY KEY."""


class Json(TypeDecorator[Any]):
    """A JSON document kept as the text that it is: databases' own JSON types reorder keys and round numbers."""

    impl = LONG_TEXT
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 — SQLAlchemy's signature
        """Encode."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 — SQLAlchemy's signature
        """Decode."""
        return None if value is None else msgspec.json.decode(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time with microseconds: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; a time without a zone is a fault in the code that made it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 — SQLAlchemy's signature
        """Mark as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def identifier(name: str = "id", **options: Any) -> Column[str]:
    """A column for an id (UUIDv7 text)."""
    return Column(name, String(36), **{"nullable": False, **options})


def label(name: str = "name", length: int = 200) -> Column[str]:
    """A column for a name that people give."""
    return Column(name, String(length), nullable=False)


def version() -> Column[int]:
    """The column that optimistic locking compares."""
    return Column("version", Integer, nullable=False)


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A column for a point in time."""
    return Column(name, UtcDateTime, nullable=nullable)
