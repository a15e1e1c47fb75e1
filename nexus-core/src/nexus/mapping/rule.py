"""One rule of a mapping, bound: what is done with the value that it finds."""

from collections.abc import Callable
from typing import Any, Final

import msgspec
from attrs import field, frozen

from nexus.errors import MappingError
from nexus.mapping.naming import type_name
from nexus.mapping.paths import MISSING, Path
from nexus.mapping.scope import Fetch, Scope
from nexus.mapping.transforms import BoundCall
from nexus.model.mapping import OnNull

SKIP: Final = object()
"""The target stays as it is."""

_TEXTUAL: Final = frozenset({"string", "date", "time", "uuid", "bytes", "boolean", "timestamp"})
_INEXACT: Final = (float, dict, list)


class NotFast(Exception):
    """The generated function hands this message to the interpreter."""


@frozen
class BoundRule:
    """A rule with everything looked up.

    Attributes:
        keys: the target's names, one unless it is nested; none for ``$``.
        place: path or expression, for messages.
        root: variable that the path starts from; None for expressions and constants.
        path: within ``root``.
        exact: numbers must keep their digits.
        pattern: the rule's format.
        calls: the chain.
        convert: to the type, if there is one.
    """

    pipeline: str
    target: str
    keys: tuple[str, ...]
    place: str
    fetch: Fetch = field(repr=False)
    root: str | None
    path: Path | None
    pattern: str | None
    type: str | None
    exact: bool
    calls: tuple[BoundCall, ...]
    convert: Callable[[Any], Any] | None
    on_null: OnNull
    on_missing: OnNull
    default: Any

    @property
    def takes_text(self) -> bool:
        """Whether it mostly sees text, so that a number may take the long way."""
        return self.type in _TEXTUAL and self.pattern not in ("unix", "unix_ms")

    def find(self, scope: Scope) -> Any:
        """Return what the rule starts from, or `MISSING`.

        Raises:
            MappingError: an expression fails on this message.
        """
        try:
            return self.fetch(scope)
        except (ValueError, msgspec.MsgspecError) as error:
            raise self.failure(str(error), MISSING) from error

    def value(self, found: Any) -> Any:
        """Return the target's value for what was found, or `SKIP`."""
        missing = found is MISSING
        if missing and self.on_missing is OnNull.SKIP:
            return SKIP
        value = None if missing else found
        for call in self.calls:
            if value is not None or call.handles_null:
                value = self._called(call, value, found)
        if value is None:
            return self._absent(self.on_missing if missing else self.on_null, found)
        if self.convert is None:
            return value
        try:
            return self.convert(value)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise self.failure(f"cannot become {self.type}: the value {error}", value) from error

    def put(self, row: dict[str, Any], found: Any) -> None:
        """Set the target in ``row`` for what was found."""
        value = self.value(found)
        if value is SKIP:
            return
        for name in self.keys[:-1]:
            row = row.setdefault(name, {})
        row[self.keys[-1]] = value

    def put_fast(self, row: dict[str, Any], found: Any) -> None:
        """Do as `put`, but leave to the interpreter what may have lost digits."""
        if self.exact and type(found) in _INEXACT:
            raise NotFast
        self.put(row, found)

    def failure(self, message: str, found: Any) -> MappingError:
        """Return the error of this rule."""
        kind = "" if found is MISSING else type_name(found)
        return MappingError(message, pipeline=self.pipeline, target=self.target, path=self.place, found=kind)

    def _called(self, call: BoundCall, value: Any, found: Any) -> Any:
        try:
            return call.function(value)
        except ValueError as error:
            raise self.failure(f"{call.name}: {error}", found) from error
        except Exception as error:
            # A function that breaks must not take the messages beside this one with it.
            raise self.failure(f"{call.name} failed: {type(error).__name__}: {error}", found) from error

    def _absent(self, action: OnNull, found: Any) -> Any:
        match action:
            case OnNull.SKIP:
                return SKIP
            case OnNull.DEFAULT:
                return self.default
            case OnNull.REJECT:
                raise self.failure("is missing" if found is MISSING else "is null", found)
            case _:
                return None
