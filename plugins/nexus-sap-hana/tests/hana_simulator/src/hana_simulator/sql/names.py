"""Names in SQLite, which takes upper and lower case for the same: lower-case letters are marked, so that none are lost."""

import re
from typing import Final

_MARKED: Final = re.compile(r"[a-z~.]")
_MARK: Final = re.compile(r"~([A-Za-z~.])")


def encoded(name: str) -> str:
    """Return the name in SQLite of a column, alias or schema."""
    return _MARKED.sub(lambda found: f"~{found[0]}", name)


def decoded(name: str) -> str:
    """Return the name that `encoded` was given."""
    return _MARK.sub(lambda found: found[1].lower(), name)


def physical(schema: str, name: str) -> str:
    """Return the name in SQLite of a table, view or index."""
    return f"{encoded(schema)}.{encoded(name)}"


def quoted(name: str) -> str:
    """Quote a name of SQLite's."""
    return '"' + name.replace('"', '""') + '"'


def column(name: str) -> str:
    """Return a column's quoted name in SQLite."""
    return quoted(encoded(name))


def table(schema: str, name: str) -> str:
    """Return a table's quoted name in SQLite."""
    return quoted(physical(schema, name))
