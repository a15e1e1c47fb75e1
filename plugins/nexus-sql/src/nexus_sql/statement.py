"""Reads just enough of a SELECT to bind its ``:name`` parameters and to refuse what is not one statement that reads.

That nothing is written, the database enforces; this gives a clear error before it has to.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import frozen

from nexus import FieldError, InvalidInput

_COMMON: Final = (
    r"(?P<literal>'(?:[^']|'')*')",
    r'(?P<quoted>"(?:[^"]|"")*")',
    r"(?P<comment>--[^\n]*|/\*.*?\*/)",
)
_ENDING: Final = (
    r"(?P<cast>::)",
    r"(?<![\w:]):(?P<name>[A-Za-z_]\w*)",
    r"(?P<semicolon>;)",
    r"(?P<percent>%)",
    r"(?P<word>[A-Za-z_]\w*)",
)
_READING: Final = frozenset({"SELECT", "WITH", "VALUES", "TABLE"})


@frozen
class Syntax:
    """How one kind of database writes what is not SQL: literals, quoted names, comments, placeholders."""

    pattern: re.Pattern[str]
    placeholder: Callable[[str], str]
    doubles_percent: bool = False


def syntax(*literals: str, placeholder: Callable[[str], str], doubles_percent: bool = False) -> Syntax:
    """Return a syntax with the database's own ``literals`` (patterns) before the standard ones."""
    own = [f"(?P<own{index}>{pattern})" for index, pattern in enumerate(literals)]
    pattern = re.compile("|".join([*own, *_COMMON, *_ENDING]), re.DOTALL)
    return Syntax(pattern, placeholder, doubles_percent)


@frozen
class Bound:
    """A statement with the database's placeholders, the values for them, and the word that it begins with."""

    sql: str
    params: Mapping[str, Any]
    verb: str = "SELECT"


def bind(statement: str, params: Mapping[str, Any], syntax: Syntax) -> Bound:
    """Return ``statement`` with its parameters bound.

    Raises:
        InvalidInput: it is not one statement, does not begin as one that reads, or lacks a parameter.
    """
    words: list[str] = []
    names: dict[str, None] = {}
    ends: list[tuple[int, int]] = []

    def replace(match: re.Match[str]) -> str:
        text = match.group()
        kind = match.lastgroup
        if kind == "name":
            names[match["name"]] = None
            return syntax.placeholder(match["name"])
        if kind == "word":
            words.append(text.upper())
        if kind == "semicolon":
            ends.append(match.span())
            return " "
        return text.replace("%", "%%") if syntax.doubles_percent else text

    sql = syntax.pattern.sub(replace, statement)
    _check_single(statement, ends, syntax)
    if not words or words[0] not in _READING or "OUTFILE" in words or "DUMPFILE" in words:
        raise _refused("only statements that read are run: begin with SELECT, WITH, VALUES or TABLE")
    missing = [name for name in names if name not in params]
    if missing:
        raise InvalidInput([FieldError(f"params.{name}", "the statement needs this parameter") for name in missing])
    return Bound(sql, {name: params[name] for name in names}, words[0])


def _check_single(statement: str, ends: list[tuple[int, int]], syntax: Syntax) -> None:
    if not ends:
        return
    rest = statement[ends[0][1] :]
    for match in syntax.pattern.finditer(rest):
        if match.lastgroup not in {"comment", "semicolon"}:
            raise _refused("give one statement, not several")
    if re.sub(syntax.pattern, "", rest).strip():
        raise _refused("give one statement, not several")


def _refused(message: str) -> InvalidInput:
    return InvalidInput([FieldError("statement", message)])
