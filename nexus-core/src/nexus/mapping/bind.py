"""Rules into bound rules, with every fault found at once."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from nexus.errors import FieldError
from nexus.hookspecs import TransformFunction
from nexus.mapping.conversion import converter
from nexus.mapping.expression import ExpressionError, compile_expression
from nexus.mapping.paths import MISSING, Path, parse_path
from nexus.mapping.rule import BoundRule
from nexus.mapping.scope import Fetch, fetcher, source_of
from nexus.mapping.transforms import BoundCall, bind_call
from nexus.model.mapping import TYPES, MappingRule, OnNull

T = TypeVar("T")

VARIABLES: Final = ("payload", "message")


class Faults:
    """Collects what is wrong, so that one attempt shows all of it."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []

    def add(self, path: str, message: str) -> None:
        """Note a fault."""
        self.found.append(FieldError(path, message))

    def attempt(self, path: str, make: Callable[[], T]) -> T | None:
        """Return what ``make`` gives, or note why it does not."""
        try:
            return make()
        except ValueError as error:
            self.add(path, str(error))
            return None


class Binder:
    """Binds the rules of one mapping."""

    def __init__(
        self, functions: Mapping[str, TransformFunction], pipeline: str, *, partial: bool, variables: Sequence[str]
    ) -> None:
        self.faults = Faults()
        self._functions = functions
        self._pipeline = pipeline
        self._partial = partial
        self._variables = variables or VARIABLES
        self._roots = variables or ("message",)

    def bind(self, rules: Sequence[MappingRule]) -> list[BoundRule]:
        """Return the bound rules; those with faults are left out, and `faults` tells of them."""
        return [rule for rule in self.each(rules) if rule is not None]

    def each(self, rules: Sequence[MappingRule]) -> list[BoundRule | None]:
        """Return what `bind` does, with None in the place of each rule with faults."""
        if not rules:
            self.faults.add("mappings", "give at least one; source $ to target $ passes the payload on as it is")
        bound = [self._rule(rule, f"mappings[{index}]") for index, rule in enumerate(rules)]
        self._check_targets([rule.keys if rule else None for rule in bound])
        return bound

    def condition(self, text: str | None) -> Fetch | None:
        """Return what evaluates the pipeline's condition."""
        return None if text is None else self._expression(text, "condition", _truth)

    def _rule(self, rule: MappingRule, at: str) -> BoundRule | None:
        before = len(self.faults.found)
        keys = self.faults.attempt(f"{at}.target", lambda: _target(rule.target))
        calls = [
            self.faults.attempt(f"{at}.transforms[{index}]", partial(bind_call, call, self._functions))
            for index, call in enumerate(rule.transforms)
        ]
        convert = self._converter(rule, at)
        exact = bool(calls) or rule.type not in (None, "json")
        root, path, fetch = self._source(rule, at, exact=exact, convert=None if rule.transforms else convert)
        on_null, on_missing = self._absence(rule, at)
        default = self._default(rule, convert, at)
        if keys == () and OnNull.SKIP in (on_null, on_missing):
            self.faults.add(at, "the whole row cannot be skipped; use reject")
        if len(self.faults.found) > before or keys is None or fetch is None:
            return None
        return BoundRule(
            pipeline=self._pipeline,
            target=rule.target,
            keys=keys,
            place=rule.source or rule.expression or "",
            fetch=fetch,
            root=root,
            path=path,
            pattern=rule.format,
            type=rule.type,
            exact=exact,
            calls=tuple(call for call in calls if isinstance(call, BoundCall)),
            convert=None if rule.type in (None, "json") else convert,
            on_null=on_null,
            on_missing=on_missing,
            default=default,
        )

    def _source(
        self, rule: MappingRule, at: str, *, exact: bool, convert: Callable[[Any], Any] | None
    ) -> tuple[str | None, Path | None, Fetch | None]:
        if rule.source is not None and rule.expression is not None:
            self.faults.add(at, "has source and expression; keep one of them")
        elif rule.expression is not None:
            fits = partial(_convertible, convert=convert, kind=rule.type)
            return None, None, self._expression(rule.expression, f"{at}.expression", fits)
        elif rule.source is not None:
            path = self.faults.attempt(f"{at}.source", lambda: parse_path(str(rule.source)))
            if path is not None:
                root, inner = source_of(path, self._roots)
                return root, inner, fetcher(root, inner, exact=exact)
        elif rule.has_default:
            return None, None, lambda _: None
        else:
            self.faults.add(at, "has no value: give source, expression, or default for a constant")
        return None, None, None

    def _expression(self, text: str, at: str, fits: Callable[[str], str]) -> Fetch | None:
        """Compile an expression; ``fits`` says what is wrong with the type that it gives, or nothing."""
        try:
            expression = compile_expression(text, self._variables)
        except ExpressionError as error:
            self.faults.add(at, str(error))
            return None
        if fault := fits(expression.type):
            self.faults.add(at, fault)
            return None
        names = expression.variables
        return lambda scope: expression.evaluate({name: _given(scope.variable(name)) for name in names})

    def _converter(self, rule: MappingRule, at: str) -> Callable[[Any], Any] | None:
        if rule.type is None:
            if rule.format is not None or rule.timezone is not None:
                self.faults.add(at, "format and timezone need a type: date, time or timestamp")
            return None
        kind = rule.type
        if kind not in TYPES:
            self.faults.add(f"{at}.type", f"{kind!r} is no type; use one of {', '.join(TYPES)}")
            return None
        if self.faults.attempt(f"{at}.format", lambda: converter(kind, rule.format)) is None:
            return None
        return self.faults.attempt(f"{at}.timezone", lambda: converter(kind, rule.format, rule.timezone))

    def _absence(self, rule: MappingRule, at: str) -> tuple[OnNull, OnNull]:
        for name, action in (("on_null", rule.on_null), ("on_missing", rule.on_missing)):
            if action is OnNull.DEFAULT and not rule.has_default:
                self.faults.add(f"{at}.{name}", "is default, but there is no default")
        on_null = rule.on_null or (OnNull.DEFAULT if rule.has_default else OnNull.NULL)
        if rule.source is None and rule.expression is None:
            on_null = OnNull.DEFAULT
        return on_null, rule.on_missing or (OnNull.SKIP if self._partial else on_null)

    def _default(self, rule: MappingRule, convert: Callable[[Any], Any] | None, at: str) -> Any:
        if not rule.has_default or rule.default is None or convert is None:
            return rule.default
        try:
            return convert(rule.default)
        except (ValueError, TypeError, ArithmeticError) as error:
            self.faults.add(f"{at}.default", f"cannot become {rule.type}: it {error}")
            return None

    def _check_targets(self, targets: Sequence[tuple[str, ...] | None]) -> None:
        seen: dict[tuple[str, ...], int] = {}
        around: dict[tuple[str, ...], int] = {}
        for index, keys in enumerate(targets):
            if keys is None:
                continue
            above = [keys[:length] for length in range(len(keys))]
            met = [seen[other] for other in (*above, keys) if other in seen]
            if keys in around:
                met.append(around[keys])
            if met:
                text = "the same target as" if targets[min(met)] == keys else "a target within, or around, that of"
                self.faults.add(f"mappings[{index}].target", f"is {text} mappings[{min(met)}]")
            seen.setdefault(keys, index)
            for other in above:
                around.setdefault(other, index)


_SAMPLES: Final[Mapping[str, Sequence[Any]]] = {"BOOL": (True, False), "LIST": ([],), "MAP": ({},)}
"""Values of the types of which all values are alike to a converter; what others become depends on the value."""


def _truth(kind: str) -> str:
    return "" if kind in {"BOOL", "DYN"} else f"must give true or false, and gives {kind.lower()}"


def _convertible(given: str, convert: Callable[[Any], Any] | None, kind: str | None) -> str:
    """Say that no value of the type ``given`` can become ``kind``, if that is so."""
    if convert is None:
        return ""
    samples = _SAMPLES.get(given.partition("<")[0], ())  # LIST<INT>
    for sample in samples:
        try:
            convert(sample)
        except (ValueError, TypeError, ArithmeticError):
            continue
        return ""
    return f"gives {given.lower()}, which cannot become {kind}" if samples else ""


def _target(text: str) -> tuple[str, ...]:
    parts = parse_path(text).parts
    if any(not isinstance(part, str) for part in parts):
        raise ValueError(f"{text!r}: a target has names only, no elements")
    return tuple(str(part) for part in parts)


def _given(value: Any) -> Any:
    return None if value is MISSING else value
