"""HANA's types as sqlglot's, which works out the types of expressions, and back."""

from typing import Final

from sqlglot import exp

from hana_simulator.sqltypes import UNKNOWN, SqlType, named

_Type = exp.DataType.Type

_PLAIN: Final = {
    "TINYINT": _Type.UTINYINT,
    "SMALLINT": _Type.SMALLINT,
    "INTEGER": _Type.INT,
    "BIGINT": _Type.BIGINT,
    "DECIMAL": _Type.DECIMAL,
    "SMALLDECIMAL": _Type.SMALLMONEY,
    "REAL": _Type.FLOAT,
    "DOUBLE": _Type.DOUBLE,
    "CHAR": _Type.CHAR,
    "VARCHAR": _Type.VARCHAR,
    "NCHAR": _Type.NCHAR,
    "NVARCHAR": _Type.NVARCHAR,
    "ALPHANUM": _Type.NAME,
    "SHORTTEXT": _Type.TINYTEXT,
    "BINARY": _Type.BINARY,
    "VARBINARY": _Type.VARBINARY,
    "BOOLEAN": _Type.BOOLEAN,
    "DATE": _Type.DATE,
    "TIME": _Type.TIME,
    "TIMESTAMP": _Type.TIMESTAMP,
    "SECONDDATE": _Type.TIMESTAMP_S,
    "CLOB": _Type.MEDIUMTEXT,
    "NCLOB": _Type.LONGTEXT,
    "TEXT": _Type.TEXT,
    "BLOB": _Type.LONGBLOB,
}
"""As `hana_simulator.sql.dialect.Hana` reads them."""

_BACK: Final = {kind: name for name, kind in _PLAIN.items()} | {
    _Type.TINYINT: "TINYINT",
    _Type.UBIGINT: "BIGINT",
    _Type.INT128: "DECIMAL",
    _Type.DATETIME: "TIMESTAMP",
    _Type.TIMESTAMPTZ: "TIMESTAMP",
    _Type.TIMESTAMPNTZ: "TIMESTAMP",
    _Type.BIGDECIMAL: "DECIMAL",
    _Type.UDECIMAL: "DECIMAL",
}


def data_type(kind: SqlType) -> exp.DataType:
    """Return sqlglot's form of a type."""
    sizes = [size for size in (kind.length, kind.scale) if size is not None]
    return exp.DataType(
        this=_PLAIN[kind.name], expressions=[exp.DataTypeParam(this=exp.Literal.number(size)) for size in sizes]
    )


def known_type(node: exp.Expr | None) -> SqlType | None:
    """Return the type that sqlglot worked out, or None."""
    if not isinstance(node, exp.DataType) or node.this not in _BACK:
        return None
    sizes = _sizes(node)
    name = _BACK[node.this]
    if not sizes and name in {"CHAR", "VARCHAR", "NCHAR", "NVARCHAR", "VARBINARY"}:
        return SqlType("VARBINARY", 5000) if name == "VARBINARY" else UNKNOWN
    return named(name, *sizes)


def expression_type(node: exp.Expr) -> SqlType:
    """Return the type of an expression; a text where nothing is known."""
    return known_type(node.type) or UNKNOWN


def declared_type(node: exp.Expr | None) -> SqlType | None:
    """Return the type of a column's declaration or a cast, or None if HANA has none of this name."""
    if not isinstance(node, exp.DataType) or node.this not in _BACK:
        return None
    return named(_BACK[node.this], *_sizes(node))


def _sizes(node: exp.DataType) -> list[int]:
    return [int(parameter.name) for parameter in node.expressions[:2] if parameter.name.isdigit()]
