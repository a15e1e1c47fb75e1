"""Rows of the system's views for a table, view or index that comes or goes."""

from collections.abc import Sequence

from hana_simulator.catalogue import Catalogue
from hana_simulator.definitions import ColumnDefinition, TableDefinition


def add_table(catalogue: Catalogue, table: TableDefinition) -> None:
    """Note a new table or view."""
    kind = "VIEW" if table.definition else "TABLE"
    match = {"SCHEMA_NAME": table.schema, f"{kind}_NAME": table.name}
    if table.definition:
        catalogue.add("VIEWS", **match, DEFINITION=table.definition)
    else:
        oids = catalogue.rows("TABLES", ["TABLE_OID"], "TABLE_OID")
        catalogue.add(
            "TABLES",
            **match,
            TABLE_OID=(oids[-1][0] if oids else 150_000) + 1,
            IS_USER_DEFINED_TYPE="FALSE",
            IS_TEMPORARY="FALSE",
            TABLE_TYPE="COLUMN",
        )
    for place, column in enumerate(table.columns, 1):
        catalogue.add(f"{kind}_COLUMNS", **match, POSITION=place, **_column(column))
    for constraint in table.constraints:
        _add_constraint(catalogue, table, constraint.name)


def _column(column: ColumnDefinition) -> dict[str, object]:
    fixed = column.kind.is_fixed
    return {
        "COLUMN_NAME": column.name,
        "DATA_TYPE_NAME": column.kind.name,
        "LENGTH": max(column.kind.wire_length, 0) or 2**31 - 1,
        "SCALE": column.kind.scale if fixed else None,
        "IS_NULLABLE": "TRUE" if column.nullable else "FALSE",
        "DEFAULT_VALUE": column.default,
        "GENERATED_ALWAYS_AS": column.generated,
        "GENERATION_TYPE": _generation(column),
    }


def _generation(column: ColumnDefinition) -> str | None:
    if column.identity:
        return f"{column.identity} AS IDENTITY"
    return "ALWAYS AS" if column.generated is not None else None


def _add_constraint(catalogue: Catalogue, table: TableDefinition, name: str) -> None:
    constraint = next(one for one in table.constraints if one.name == name)
    match = {"SCHEMA_NAME": table.schema, "TABLE_NAME": table.name, "CONSTRAINT_NAME": name}
    if constraint.kind == "FOREIGN KEY":
        schema, other, referenced = constraint.reference
        referenced = referenced or catalogue.find(schema, other, schema).key
        for place, (column, to) in enumerate(zip(constraint.columns, referenced, strict=True), 1):
            about = {"REFERENCED_SCHEMA_NAME": schema, "REFERENCED_TABLE_NAME": other, "REFERENCED_COLUMN_NAME": to}
            catalogue.add(
                "REFERENTIAL_CONSTRAINTS", **match, COLUMN_NAME=column, POSITION=place, **about,
                UPDATE_RULE="RESTRICT", DELETE_RULE=constraint.on_delete,
            )  # fmt: skip
        return
    primary = constraint.kind == "PRIMARY KEY"
    flags = {
        "IS_PRIMARY_KEY": "TRUE" if primary else "FALSE",
        "IS_UNIQUE_KEY": "TRUE" if constraint.kind != "CHECK" else "FALSE",
    }
    if constraint.kind == "CHECK":
        catalogue.add("CONSTRAINTS", **match, **flags, POSITION=1, CHECK_CONDITION=constraint.condition)
        return
    for place, column in enumerate(constraint.columns, 1):
        catalogue.add("CONSTRAINTS", **match, **flags, COLUMN_NAME=column, POSITION=place)
    add_index(catalogue, table, name, constraint.columns, "PRIMARY KEY" if primary else "UNIQUE")


def add_index(
    catalogue: Catalogue, table: TableDefinition, name: str, columns: Sequence[str], constraint: str | None
) -> None:
    """Note a new index; a unique one is a constraint's, or says itself what it holds."""
    match = {"SCHEMA_NAME": table.schema, "TABLE_NAME": table.name, "INDEX_NAME": name}
    told = "NOT NULL UNIQUE" if constraint == "UNIQUE" and _never_null(table, columns) else constraint
    catalogue.add("INDEXES", **match, INDEX_TYPE="CPBTREE", CONSTRAINT=told)
    for place, column in enumerate(columns, 1):
        catalogue.add("INDEX_COLUMNS", **match, COLUMN_NAME=column, POSITION=place, CONSTRAINT=told)


def _never_null(table: TableDefinition, columns: Sequence[str]) -> bool:
    return not any(table.by_name[name].nullable for name in columns)


def remove_table(catalogue: Catalogue, table: TableDefinition) -> None:
    """Forget a table or view."""
    kind = "VIEW" if table.definition else "TABLE"
    match = {"SCHEMA_NAME": table.schema, f"{kind}_NAME": table.name}
    for view in (f"{kind}S", f"{kind}_COLUMNS"):
        catalogue.remove(view, **match)
    if kind == "TABLE":
        for view in ("CONSTRAINTS", "REFERENTIAL_CONSTRAINTS", "INDEXES", "INDEX_COLUMNS"):
            catalogue.remove(view, **match)
    catalogue.remove("GRANTED_PRIVILEGES", SCHEMA_NAME=table.schema, OBJECT_NAME=table.name)
