"""Texts of others on their way into a column, and searched for in one."""

from sqlalchemy import Column, ColumnElement


def storable(text: str) -> str:
    """Return ``text`` without what PostgreSQL or UTF-8 cannot hold: NUL and lone surrogates become ``?``."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "?").encode("utf-8", "replace").decode()


def contains(column: Column[str], part: str) -> ColumnElement[bool]:
    """Whether the column contains ``part`` literally, in any case."""
    return column.icontains(part, autoescape=True)
