"""The metadata that all tables belong to, with names for their constraints that are equal on every database."""

from typing import Any, Final

from sqlalchemy import Column, ForeignKey, MetaData, String, Table

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

METADATA: Final = MetaData(naming_convention=NAMING)

# Names differ by case and accent on every database, as they do in Python.
MYSQL: Final[dict[str, Any]] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def table(name: str, *parts: Any) -> Table:
    """Declare a table of `METADATA`."""
    return Table(name, METADATA, *parts, **MYSQL)


def workspace_column() -> Column[str]:
    """The column that says in which workspace a row is."""
    return Column("workspace_id", String(36), ForeignKey("workspaces.id"), nullable=False)
