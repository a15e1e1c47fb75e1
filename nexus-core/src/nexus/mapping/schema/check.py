"""One call per message: says nothing when it is right, and everything that is wrong when it is not."""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Final

import msgspec
from attrs import field, frozen

from nexus.errors import FieldError, InvalidInput
from nexus.mapping.naming import type_name
from nexus.mapping.paths import EACH, MISSING, Part, Path, PathError, format_path, parse_path
from nexus.mapping.schema.leaves import Check, Leaf, leaf_of
from nexus.mapping.schema.structs import Inexpressible, struct_type
from nexus.mapping.schema.tree import Node, build_tree
from nexus.mapping.schema.wellformed import Limits, Malformed, decode
from nexus.model.connection import FieldSpec

MAX_FAULTS: Final = 1000
"""More are not listed: a million wrong elements are one mistake."""

Place = tuple[Part, ...]
Extra = tuple[Callable[[Any], Iterator[Any]], tuple[Check, ...]]


class Checked(msgspec.Struct, frozen=True, gc=False):  # attrs takes three times as long to make a frozen value
    """What a payload was found to be.

    Attributes:
        value: decoded; None if it is no JSON.
        message_id: the sender's id as text, if the schema says where it is.
        errors: every fault; empty if the message is right.
        malformed: it is not JSON at all (400, not 422).
    """

    value: Any
    message_id: str | None = None
    errors: Sequence[FieldError] = ()
    malformed: bool = False


@frozen
class Schema:
    """A compiled schema; stateless and thread-safe.

    Calling it with a decoded payload returns every `FieldError`.
    """

    _root: Node = field(repr=False)
    _leaves: dict[int, Leaf] = field(repr=False)
    _type: Any
    _many: Any = field(repr=False)
    _singles: tuple[tuple[Callable[[Any], Any], tuple[Check, ...]], ...] = field(repr=False)
    _extras: tuple[Extra, ...] = field(repr=False)
    _closed: bool
    _limits: Limits
    _id_path: Path | None
    _id_get: Callable[[Any], Any] | None = field(repr=False)

    def check(self, payload: bytes) -> Checked:
        """Decode and check one JSON message, within the caps."""
        try:
            value = decode(payload, self._limits)
        except Malformed as error:
            return Checked(None, None, (FieldError("", str(error)),), True)
        errors = self(value)
        if self._id_get is None:
            return Checked(value, None, errors)
        found = self._id_get(value)
        message_id = _as_id(found)
        if message_id is not None:
            return Checked(value, message_id, errors)
        fault = self._no_id(found)
        told = any(error.path == fault.path for error in errors)
        return Checked(value, None, errors if told else (*errors, fault))

    def pass_all(self, payloads: Sequence[bytes]) -> Sequence[str | None] | None:
        """Return the message ids (None without ``message_id_path``) if all payloads are right, as `check` finds them.

        If one is not, nothing is said about any: None. Many at once cost two thirds of as many calls of `check`.
        """
        limits = self._limits
        try:
            values = [decode(payload, limits) for payload in payloads]
            msgspec.convert(values, self._many)
        except (Malformed, msgspec.ValidationError, ValueError, OverflowError):
            return None
        if (self._singles or self._extras) and not all(map(self._passes, values)):
            return None
        get = self._id_get
        if get is None:
            return [None] * len(values)
        ids = [_as_id(get(value)) for value in values]
        return None if None in ids else ids

    def __call__(self, value: Any) -> Sequence[FieldError]:
        """Return what is wrong with a decoded payload; empty if nothing is."""
        try:
            msgspec.convert(value, self._type)
        except (msgspec.ValidationError, ValueError, OverflowError):
            return self._explain(value)
        return () if self._passes(value) else self._explain(value)

    def _passes(self, value: Any) -> bool:
        """Whether a value of the right type has nothing else wrong with it."""
        for get, checks in self._singles:
            found = get(value)
            if found is not MISSING and found is not None:
                for check in checks:
                    if check(found):
                        return False
        for find, checks in self._extras:
            for found in find(value):
                if found is not MISSING and found is not None and any(check(found) for check in checks):
                    return False
        return True

    def _explain(self, value: Any) -> Sequence[FieldError]:
        if value is None and self._root.children:  # what is absent deeper down may stay away; a message may not
            return (FieldError("", "must be an object, not null"),)
        faults: list[FieldError] = []
        for place, text in self._faults(self._root, value, ()):
            if len(faults) == MAX_FAULTS:
                faults.append(FieldError("", f"has more than {MAX_FAULTS} faults; the rest is not listed"))
                break
            faults.append(FieldError(_shown(place), text))
        return tuple(faults)

    def _faults(self, node: Node, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
        if value is MISSING or value is None:
            yield from self._absent(node, value, place)
            return
        leaf = self._leaves.get(id(node))
        fault = leaf.explain(value) if leaf else _shape_fault(node, value)
        if fault:
            yield place, fault
            return
        if node.each is not None:
            if type(value) is not list:
                yield place, f"must be an array, not {type_name(value)}"
                return
            for index, item in enumerate(value):
                yield from self._faults(node.each, item, (*place, index))
        elif node.children:
            yield from self._object_faults(node, value, place)

    def _object_faults(self, node: Node, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
        if type(value) is not dict:
            yield place, f"must be an object, not {type_name(value)}"
            return
        for name, child in node.children.items():
            yield from self._faults(child, value.get(name, MISSING), (*place, name))
        if self._closed:
            for name in value:
                if name not in node.children:
                    near = get_close_matches(name, node.children, 1)
                    yield (*place, name), "is not in the schema" + (f"; did you mean {near[0]}?" if near else "")

    def _absent(self, node: Node, value: Any, place: Place) -> Iterator[tuple[Place, str]]:
        if value is None and node.nullable:
            return
        if value is MISSING and not node.required:
            return
        if node.spec is None and node.children:
            for name, child in node.children.items():
                yield from self._absent(child, MISSING, (*place, name))
        else:
            yield place, "is required" if value is MISSING else "must not be null"

    def _no_id(self, found: Any) -> FieldError:
        assert self._id_path is not None
        if found is MISSING or found is None or found == "":
            text = "is required: it is the message id by which a resend is recognised"
        else:
            text = f"must be text or a whole number, not {type_name(found)}: it is the message id"
        return FieldError(self._id_path.text, text)


def compile_schema(
    fields: Sequence[FieldSpec],
    *,
    allow_unknown: bool = True,
    message_id_path: str | None = None,
    max_depth: int = 32,
    max_keys: int = 10_000,
    max_digits: int = 400,
) -> Schema:
    """Compile the fields of an application.

    The payload must be an object, unless a field is named ``$`` (with its type) or starts with ``[]``.

    Args:
        fields: what to check; a required field makes the objects on the way to it required, unless they have a field
            of their own that says otherwise.
        allow_unknown: accept fields that are not named.
        message_id_path: where the sender's id of a message is; it is then required.
        max_depth: levels of objects and arrays.
        max_keys: keys in all objects together.
        max_digits: digits of one number.

    Raises:
        InvalidInput: with every fault, at ``fields[i].attribute`` or ``message_id_path``.
    """
    root = build_tree(fields)
    errors: list[FieldError] = []
    leaves: dict[int, Leaf] = {}
    singles: list[tuple[Callable[[Any], Any], tuple[Check, ...]]] = []
    extras: list[Extra] = []
    for node, parts in _nodes(root, ()):
        if node.spec is None:
            continue
        try:
            leaf = leaves[id(node)] = leaf_of(node.spec)
        except ValueError as error:
            errors.append(FieldError(f"fields[{fields.index(node.spec)}]", str(error)))
            continue
        checks = leaf.checks if (node.children or node.each) else leaf.extra
        if checks and EACH not in parts:
            singles.append((Path("", parts).getter(), checks))
        elif checks:
            extras.append((_finder(parts), checks))
    id_path = None
    try:
        id_path = parse_path(message_id_path) if message_id_path else None
    except PathError as error:
        errors.append(FieldError("message_id_path", str(error)))
    if errors:
        raise InvalidInput(errors)
    limits = Limits(max_depth, max_keys, max_digits)
    get = id_path.getter() if id_path else None
    kind = _type_of(root, leaves, extras, closed=not allow_unknown)
    many = list[kind]  # type: ignore[valid-type] # made from data
    return Schema(root, leaves, kind, many, tuple(singles), tuple(extras), not allow_unknown, limits, id_path, get)


def _type_of(root: Node, leaves: dict[int, Leaf], extras: list[Extra], *, closed: bool) -> Any:
    try:
        kind = struct_type(root, leaves, closed=closed)
    except Inexpressible:  # such names are rare: their messages take the long way each time
        extras.append((lambda value: iter((value,)), (lambda _: "to be explained",)))
        return Any
    return kind


def _nodes(node: Node, parts: Place) -> Iterator[tuple[Node, Place]]:
    yield node, parts
    for name, child in node.children.items():
        yield from _nodes(child, (*parts, name))
    if node.each is not None:
        yield from _nodes(node.each, (*parts, EACH))


def _finder(parts: Place) -> Callable[[Any], Iterator[Any]]:
    if EACH not in parts:
        get = Path("", parts).getter()
        return lambda value: iter((get(value),))
    cut = parts.index(EACH)
    outer, inner = Path("", parts[:cut]).getter(), _finder(parts[cut + 1 :])

    def find(value: Any) -> Iterator[Any]:
        items = outer(value)
        if type(items) is list:
            for item in items:
                yield from inner(item)

    return find


def _as_id(found: Any) -> str | None:
    """Return a message id as text; None if it cannot be one."""
    if type(found) is str:
        return found or None
    return str(found) if type(found) is int else None


def _shape_fault(node: Node, value: Any) -> str | None:
    if node.each is None and type(value) is not dict:
        return f"must be an object, not {type_name(value)}"
    return None


def _shown(place: Place) -> str:
    return format_path(place) if place else ""
