"""SQL types: what a column is declared as, and what that is on the wire."""

from typing import Final

from attrs import frozen

from hana_simulator.wire.codes import DataFormat, TypeCode

_CODES: Final = {
    "TINYINT": TypeCode.TINYINT,
    "SMALLINT": TypeCode.SMALLINT,
    "INTEGER": TypeCode.INT,
    "BIGINT": TypeCode.BIGINT,
    "DECIMAL": TypeCode.DECIMAL,
    "SMALLDECIMAL": TypeCode.DECIMAL,
    "REAL": TypeCode.REAL,
    "DOUBLE": TypeCode.DOUBLE,
    "CHAR": TypeCode.CHAR,
    "VARCHAR": TypeCode.VARCHAR,
    "NCHAR": TypeCode.NCHAR,
    "NVARCHAR": TypeCode.NVARCHAR,
    "ALPHANUM": TypeCode.ALPHANUM,
    "SHORTTEXT": TypeCode.SHORTTEXT,
    "BINARY": TypeCode.BINARY,
    "VARBINARY": TypeCode.VARBINARY,
    "BOOLEAN": TypeCode.BOOLEAN,
    "DATE": TypeCode.DATE,
    "TIME": TypeCode.TIME,
    "TIMESTAMP": TypeCode.TIMESTAMP,
    "SECONDDATE": TypeCode.SECONDDATE,
    "CLOB": TypeCode.CLOB,
    "NCLOB": TypeCode.NCLOB,
    "TEXT": TypeCode.TEXT,
    "BLOB": TypeCode.BLOB,
}
_ALIASES: Final = {
    "INT": "INTEGER",
    "FLOAT": "DOUBLE",
    "DEC": "DECIMAL",
    "NUMERIC": "DECIMAL",
    "DATETIME": "TIMESTAMP",
    "STRING": "NVARCHAR",
    "CHARACTER": "CHAR",
}
INTEGERS: Final = {"TINYINT": (0, 255), "SMALLINT": (-(2**15), 2**15 - 1), "INTEGER": (-(2**31), 2**31 - 1),
                   "BIGINT": (-(2**63), 2**63 - 1)}  # fmt: skip
DECIMALS: Final = frozenset({"DECIMAL", "SMALLDECIMAL"})
FLOATS: Final = frozenset({"REAL", "DOUBLE"})
TEXTS: Final = frozenset({"CHAR", "VARCHAR", "NCHAR", "NVARCHAR", "ALPHANUM", "SHORTTEXT", "CLOB", "NCLOB", "TEXT"})
BYTES: Final = frozenset({"BINARY", "VARBINARY", "BLOB"})
LOBS: Final = frozenset({"CLOB", "NCLOB", "TEXT", "BLOB"})
TEMPORALS: Final = frozenset({"DATE", "TIME", "TIMESTAMP", "SECONDDATE"})

_LENGTHS: Final = {
    "TINYINT": 3,
    "SMALLINT": 5,
    "INTEGER": 10,
    "BIGINT": 19,
    "REAL": 7,
    "DOUBLE": 15,
    "BOOLEAN": 1,
    "DATE": 10,
    "TIME": 8,
    "SECONDDATE": 19,
    "TIMESTAMP": 27,
    "DECIMAL": 34,
    "SMALLDECIMAL": 16,
    "CHAR": 1,
    "VARCHAR": 1,
    "NCHAR": 1,
    "NVARCHAR": 1,
    "ALPHANUM": 1,
    "SHORTTEXT": 1,
    "BINARY": 1,
    "VARBINARY": 1,
}
_LOB_LENGTH: Final = -1
_TIMESTAMP_SCALE: Final = 7
_DIGITS_OF_FIXED8: Final = 18
_DIGITS_OF_FIXED12: Final = 28


@frozen
class SqlType:
    """A SQL type.

    Attributes:
        name: HANA's own name: ``NVARCHAR``.
        length: characters, bytes or digits; None where the type has none of its own.
        scale: digits behind the point; None for a decimal without a fixed place.
    """

    name: str
    length: int | None = None
    scale: int | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether it is a decimal with a fixed number of digits behind the point."""
        return self.name == "DECIMAL" and self.length is not None

    @property
    def wire_length(self) -> int:
        """What metadata and the catalogue tell as length."""
        if self.name in LOBS:
            return _LOB_LENGTH
        return self.length if self.length is not None else _LENGTHS[self.name]

    @property
    def wire_scale(self) -> int:
        """What metadata tells as scale."""
        if self.name == "TIMESTAMP":
            return _TIMESTAMP_SCALE
        if self.name in DECIMALS and self.scale is None:
            return 32767  # a decimal without a fixed place, as public clients know it
        return self.scale or 0

    def code(self, data_format: int) -> TypeCode:
        """Return the type's code where values travel in ``data_format``."""
        if self.name == "BOOLEAN" and data_format < DataFormat.BOOLEAN:
            return TypeCode.TINYINT
        if self.is_fixed and data_format >= DataFormat.FIXED:
            assert self.length is not None
            if self.length <= _DIGITS_OF_FIXED8:
                return TypeCode.FIXED8
            return TypeCode.FIXED12 if self.length <= _DIGITS_OF_FIXED12 else TypeCode.FIXED16
        return _CODES[self.name]

    def __str__(self) -> str:
        if self.length is None:
            return self.name
        return f"{self.name}({self.length}{f', {self.scale}' if self.scale is not None else ''})"


UNKNOWN: Final = SqlType("NVARCHAR", 5000)
"""What a parameter is of which nothing is known."""


def named(name: str, length: int | None = None, scale: int | None = None) -> SqlType | None:
    """Return the type that HANA's SQL calls ``name``, or None."""
    plain = _ALIASES.get(name.upper(), name.upper())
    if plain not in _CODES:
        return None
    if plain == "DECIMAL" and length is not None:
        return SqlType(plain, length, scale or 0)
    if plain not in TEXTS | BYTES or plain in LOBS:
        return SqlType(plain)
    return SqlType(plain, length if length is not None else _LENGTHS[plain])
