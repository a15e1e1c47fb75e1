"""The ``:name`` places of a statement, whichever database it is for."""

import re
from typing import Final

_PLACE: Final = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | `[^`]*` | --[^\n]* | /\*.*?\*/ | :: | :(?P<name>[A-Za-z_]\w*)""",
    re.VERBOSE | re.DOTALL,
)
"""Literals, quoted names, comments and casts, in which a colon means nothing; or a parameter."""


def placeholders(statement: str) -> frozenset[str]:
    """Return the names of the parameters in ``statement``."""
    return frozenset(found["name"] for found in _PLACE.finditer(statement) if found["name"])
