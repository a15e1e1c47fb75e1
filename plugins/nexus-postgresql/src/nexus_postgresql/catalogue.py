"""PostgreSQL's catalogue: schemas, tables, columns, keys."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nexus_sql.catalogue import Catalogue, Column, Table

_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("int2", "int4", "int8", "oid"), "integer"),
    **dict.fromkeys(("numeric", "money"), "decimal"),
    **dict.fromkeys(("float4", "float8"), "float"),
    **dict.fromkeys(("time", "timetz"), "time"),
    **dict.fromkeys(("timestamp", "timestamptz"), "timestamp"),
    **dict.fromkeys(("json", "jsonb"), "json"),
    "bool": "boolean",
    "date": "date",
    "uuid": "uuid",
    "bytea": "bytes",
}

_RELATION: Final = """
SELECT c.oid, c.relrowsecurity FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""

_COLUMNS: Final = """
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), COALESCE(b.typname, t.typname), t.typcategory,
       a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""

_KEYS: Final = """
SELECT array_agg(a.attname::text)
FROM pg_catalog.pg_index i
CROSS JOIN LATERAL unnest(i.indkey[0:i.indnkeyatts - 1]) AS k(attnum)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = %s AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
GROUP BY i.indexrelid, i.indisprimary
ORDER BY i.indisprimary DESC, i.indexrelid
"""
# Only what ON CONFLICT can infer: no partial, deferrable or expression index.

_SCHEMAS: Final = r"""
SELECT nspname FROM pg_catalog.pg_namespace
WHERE nspname NOT LIKE 'pg\_%%' AND nspname <> 'information_schema' AND has_schema_privilege(oid, 'USAGE')
ORDER BY nspname
"""

_TABLES: Final = """
SELECT c.relname FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY c.relname
"""


class PostgreSQLCatalogue(Catalogue):
    """Reads pg_catalog, which shows names exactly as they are."""

    def schemas(self, connection: Any) -> Sequence[str]:
        """Names of the schemas that the user may use."""
        return [name for (name,) in connection.execute(_SCHEMAS, ())]

    def default_schema(self, connection: Any) -> str:
        """The first schema of the search path that exists."""
        return connection.execute("SELECT COALESCE(current_schema(), '')").fetchone()[0]  # type: ignore[no-any-return]

    def tables(self, connection: Any, schema: str) -> Sequence[str]:
        """Names of tables, views, materialised views and foreign tables."""
        return [name for (name,) in connection.execute(_TABLES, (schema,))]

    def table(self, connection: Any, schema: str, name: str) -> Table | None:
        """Describe one table."""
        relation = connection.execute(_RELATION, (schema, name)).fetchone()
        if relation is None:
            return None
        oid, row_security = relation
        columns = tuple(_column(row) for row in connection.execute(_COLUMNS, (oid,)))
        keys = tuple(frozenset(names) for (names,) in connection.execute(_KEYS, (oid,)))
        return Table(schema, name, columns, keys, bulk=not row_security)  # COPY refuses tables with row-level security


def _column(row: Sequence[Any]) -> Column:
    name, native, base, category, required, default, identity, generated = row
    return Column(
        name=name,
        type="json" if category == "A" else _TYPES.get(base, "string"),
        native=native,
        nullable=not required,
        required=required and not (default or identity or generated),
        writable=not generated and identity != "a",
        zoned=base == "timestamptz",
    )
