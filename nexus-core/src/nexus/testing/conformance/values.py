"""Values that connectors often get wrong, and how to read them back."""

import base64
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

INSTANT: Final = datetime(2024, 2, 29, 13, 45, 30, 123456, tzinfo=UTC)
NESTED: Final = {"a": [1, {"b": None}], "text": "ü😀", "n": 12345678901234567890}

VALUES: Final[tuple[tuple[str, Any], ...]] = (
    ("string", "plain"),
    ("string", "😀 beyond the BMP, ü, 漢字"),
    ("string", "quotes ' \" ` \\ %s %% \n \t ; -- /* */"),
    ("string", ""),
    ("integer", 2**63 - 1),
    ("integer", -(2**63)),
    ("decimal", Decimal("12345678901234567890123456.123456789012")),
    ("decimal", Decimal("-0.000000000001")),
    ("float", 0.1),
    ("float", 1.7976931348623157e308),
    ("boolean", True),
    ("boolean", False),
    ("date", date(2024, 2, 29)),
    ("time", time(23, 59, 59)),
    ("timestamp", INSTANT),
    ("json", NESTED),
    ("json", "a text"),
    ("json", [1, 2]),
    ("uuid", UUID("0190b2b0-7a4c-7c3e-9d2a-3f1b5c7d9e01")),
    ("bytes", bytes(range(256))),
    *((kind, None) for kind in ("string", "integer", "decimal", "float", "boolean", "timestamp", "json", "bytes")),
)
"""(type, value) of `nexus.model.mapping.TYPES`: decimals of 38 digits, 64-bit, null, text beyond the BMP, binary, nested."""

ZONED: Final = (
    INSTANT.astimezone(timezone(timedelta(hours=2))),
    INSTANT.isoformat(),
    "2024-02-29T15:45:30.123456+02:00",
    INSTANT,
)
"""One instant, as mappings may give it: in other zones, and as text."""


def restore(kind: str, stored: Any) -> Any:  # noqa: C901, PLR0911 — one line per kind
    """Bring what a driver or a JSON document returns to the value of the mapping's type."""
    if stored is None:
        return None
    match kind, stored:
        case "timestamp", str() | datetime():
            stamp = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
            return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
        case "date", str():
            return date.fromisoformat(stored)
        case "time", str():
            return time.fromisoformat(stored)
        case "time", timedelta():
            return (datetime(1970, 1, 1) + stored).time()  # noqa: DTZ001 — a time of day
        case "json", str() if stored[:1] in {'"', "{", "["}:  # drivers that do not read it themselves
            return json.loads(stored)
        case "uuid", str():
            return UUID(stored)
        case "float", str():  # as JSON readers give numbers that must not lose digits
            return float(stored)
        case "bytes", str():  # JSON has no bytes: base64, as RFC 4648 writes it
            return base64.b64decode(stored, validate=True)
        case "bytes", memoryview() | bytearray():
            return bytes(stored)
        case "decimal", _:
            return Decimal(str(stored)) if not isinstance(stored, Decimal) else stored
        case "boolean", int():
            return bool(stored)
    return stored
