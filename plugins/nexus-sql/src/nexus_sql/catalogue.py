"""What a database says about its tables. Identifiers are only ever taken from here (SECURITY "SQL")."""

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from nexus import ConfigurationError, TableField


@frozen
class Column:
    """A column as the database describes it.

    Attributes:
        type: the nearest of `nexus.model.mapping.TYPES`.
        native: the database's own name of the type: ``varchar(40)``.
        required: not nullable, without default, not filled by the database.
        writable: False for columns that the database always computes.
        zoned: a timestamp that keeps an instant, not a wall clock.
    """

    name: str
    type: str
    native: str = ""
    nullable: bool = True
    required: bool = False
    writable: bool = True
    zoned: bool = False


@define(frozen=True, slots=False)
class Table:
    """A table or view, with what makes a row of it unique.

    Attributes:
        schema: the schema (or database) that it is in; empty where the system has none.
        keys: sets of columns that a row is unique by: the primary key first, then unique indexes over plain columns.
        transactional: whether a rollback takes back what was written.
        bulk: whether the database's bulk loader may write to it.
    """

    schema: str
    name: str
    columns: tuple[Column, ...]
    keys: tuple[frozenset[str], ...] = field(default=())
    transactional: bool = True
    bulk: bool = True

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names, case-true."""
        return {column.name: column for column in self.columns}

    def fields(self) -> list[TableField]:
        """Return the columns as the mapper lists them; ``key`` marks the primary key, else the first unique key."""
        key = self.keys[0] if self.keys else frozenset()
        return [
            TableField(
                name=column.name,
                type=column.type,
                native=column.native,
                nullable=column.nullable,
                key=column.name in key,
                required=column.required,
            )
            for column in self.columns
        ]


class Catalogue(ABC):
    """Reads the catalogue of one kind of database through an open connection."""

    @abstractmethod
    def schemas(self, connection: Any) -> Sequence[str]:
        """Names of the schemas that the user may see, without those of the system."""

    @abstractmethod
    def default_schema(self, connection: Any) -> str:
        """The schema in which a table without a schema is looked for."""

    @abstractmethod
    def tables(self, connection: Any, schema: str) -> Sequence[str]:
        """Names of the tables and views of ``schema``."""

    @abstractmethod
    def table(self, connection: Any, schema: str, name: str) -> Table | None:
        """Describe one table, or return None if there is none of exactly this name."""

    def find(self, connection: Any, target: str) -> Table:
        """Return the table that ``target`` names: ``table`` or ``schema.table``; names themselves may hold dots.

        Raises:
            ConfigurationError: there is no such table; names that are near are listed.
        """
        default = self.default_schema(connection)
        for schema, name in [(default, target), *_splits(target)]:
            found = self.table(connection, schema, name) if name else None
            if found is not None:
                return found
        schema, _, name = target.rpartition(".")
        known = self.tables(connection, schema or default)
        raise ConfigurationError(
            f"there is no table {target!r}" + (f" (schema {default!r})" if not schema else ""),
            path="target",
            remedy=near(name, known, "tables"),
        )


def _splits(target: str) -> list[tuple[str, str]]:
    places = [place for place, letter in enumerate(target) if letter == "."]
    return [(target[:place], target[place + 1 :]) for place in places if place]


def near(name: str, known: Iterable[str], what: str) -> str:
    """Return a sentence with the ``known`` names that ``name`` may have meant."""
    names = list(known)
    folded = {other.casefold(): other for other in names}
    close = [folded[match] for match in difflib.get_close_matches(name.casefold(), folded, n=3)]
    if close:
        return f"did you mean {' or '.join(map(repr, close))}? Names are case-sensitive"
    if not names:
        return f"no {what} are visible to this user"
    shown = ", ".join(map(repr, sorted(names)[:10]))
    return f"{what} that exist: {shown}" + (", …" if len(names) > 10 else "")
