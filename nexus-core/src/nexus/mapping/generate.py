"""One Python function per pipeline, decoding included.

Its text is made of names and numbers that this module gives; whatever a user wrote (field names, constants, functions) is
bound as a closure argument and never part of the text, so that nothing can be injected.

What the function does not do at once, it leaves: any exception sends the message to the interpreter of
`nexus.mapping.compile`, which is the truth about results and errors.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from attrs import define, field

from nexus.mapping.moments import from_unix_ms
from nexus.mapping.paths import MISSING, Part, Path
from nexus.mapping.rule import BoundRule, NotFast
from nexus.mapping.schema.structs import can_name
from nexus.mapping.scope import Fetch, decode_exact, decode_plain, of_message
from nexus.model.message import Message

Names = tuple[str, ...]

_DIRECT: Final = {"string": "str", "integer": "int", "boolean": "bool", "float": "float"}
_ABOUT: Final = {"id": "m.id", "source": "m.source", "received_at": "MOMENT(m.received_at)"}


@define
class _Place:
    """A place of the payload that the struct holds.

    Attributes:
        rules: index of each rule that starts here, with the path that remains below it.
        kind: how it is decoded: ``any``, ``decimal``, or ``raw`` for several readings of one text.
    """

    rules: dict[int, Path] = field(factory=dict)
    kind: str = "any"


@define
class _Writer:
    """Lines of the function, and what they are bound to."""

    lines: list[str] = field(factory=list)
    bound: dict[str, Any] = field(factory=dict)

    def bind(self, name: str, value: Any) -> str:
        self.bound[name] = value
        return name

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * (depth + 1) + text)


def generate(rules: Sequence[BoundRule], condition: Fetch | None, filtered: object) -> Callable[[Message], Any] | None:
    """Return the function for these rules, or None where only the interpreter will do."""
    writer = _Writer(bound={"MISSING": MISSING, "NotFast": NotFast, "MOMENT": from_unix_ms, "FILTERED": filtered})
    places = _places(rules)
    held = {index: place for place in places.values() for index in place.rules}
    scoped = any(index not in held and not _is_about(rule) for index, rule in enumerate(rules))
    if condition is not None or scoped:
        writer.line(1, f"scope = {writer.bind('SCOPE', of_message)}(m)")
    if condition is not None:
        writer.line(1, f"kept = {writer.bind('CONDITION', condition)}(scope)")
        writer.line(1, "if kept is not True:")
        writer.line(2, "if kept is False: return FILTERED")
        writer.line(2, "raise NotFast")
    if rules[0].keys == ():
        return _whole(writer, rules[0])
    variables = _decode(writer, places) if places else {}
    writer.line(1, "row = {}")
    for index, rule in enumerate(rules):
        _rule(writer, index, rule, held.get(index), variables.get(index))
    writer.line(1, "return row")
    return _compile(writer)


def _compile(writer: _Writer) -> Callable[[Message], Any]:
    arguments = ", ".join(writer.bound)
    text = "\n".join([f"def make({arguments}):", "    def mapped(m):", *writer.lines, "    return mapped"])
    namespace: dict[str, Any] = {}
    exec(compile(text, "<mapping>", "exec"), namespace)  # noqa: S102 — the text holds only names given above
    function: Callable[[Message], Any] = namespace["make"](**writer.bound)
    return function


def _whole(writer: _Writer, rule: BoundRule) -> Callable[[Message], Any] | None:
    if rule.calls or rule.convert is not None or rule.root != "payload" or rule.path is None or rule.path.parts:
        return None
    writer.line(1, f"row = {writer.bind('DECODE', decode_plain)}(m.payload)")
    writer.line(1, "if row is None: raise NotFast")
    writer.line(1, "return row")
    return _compile(writer)


def _is_about(rule: BoundRule) -> bool:
    return (
        rule.root == "message" and rule.path is not None and len(rule.path.parts) == 1 and rule.path.parts[0] in _ABOUT
    )


def _places(rules: Sequence[BoundRule]) -> dict[Names, _Place]:
    """Return the places that a struct can hold; what lies below another place is reached through that one."""
    prefixes: dict[int, Names] = {}
    for index, rule in enumerate(rules):
        if rule.root == "payload" and rule.path is not None and (prefix := _prefix(rule.path.parts)):
            prefixes[index] = prefix
    places: dict[Names, _Place] = {}
    for index, prefix in prefixes.items():
        top = min((other for other in prefixes.values() if prefix[: len(other)] == other), key=len)
        path = rules[index].path
        assert path is not None
        places.setdefault(top, _Place()).rules[index] = Path(path.text, path.parts[len(top) :])
    for place in places.values():
        place.kind = _kind([rules[index] for index in place.rules], place)
    return places


def _prefix(parts: tuple[Part, ...]) -> Names:
    names: list[str] = []
    for part in parts:
        if not isinstance(part, str) or not can_name(part):
            break
        names.append(part)
    return tuple(names)


def _kind(rules: Sequence[BoundRule], place: _Place) -> str:
    if (
        len(rules) == 1
        and rules[0].type == "decimal"
        and not rules[0].calls
        and not any(p.parts for p in place.rules.values())
    ):
        return "decimal"
    keeps_digits = any(
        rule.exact and (rule.calls or rule.type not in _DIRECT) and not rule.takes_text for rule in rules
    )
    return "raw" if keeps_digits else "any"


def _decode(writer: _Writer, places: dict[Names, _Place]) -> dict[int, str]:
    """Write the decoding; return the expression in which each rule finds its place."""
    tree: dict[str, Any] = {}
    for names, place in places.items():
        node = tree
        for name in names[:-1]:
            node = node.setdefault(name, {})
        node[names[-1]] = place
    decoder = msgspec.json.Decoder(_struct(tree)).decode
    writer.line(1, f"s = {writer.bind('DECODE', decoder)}(m.payload)")
    found: dict[int, str] = {}
    _unfold(writer, tree, "s", found)
    return found


def _struct(tree: dict[str, Any]) -> Any:
    fields: list[Any] = []
    for index, node in enumerate(tree.values()):
        kind = _struct(node) | None if isinstance(node, dict) else _TYPES[node.kind]
        fields.append((f"f{index}", kind, MISSING))
    return msgspec.defstruct("Payload", fields, rename={f"f{i}": name for i, name in enumerate(tree)}, gc=False)


_TYPES: Final[dict[str, Any]] = {"any": Any, "raw": msgspec.Raw, "decimal": Decimal | None}


def _unfold(writer: _Writer, tree: dict[str, Any], variable: str, found: dict[int, str]) -> None:
    for index, node in enumerate(tree.values()):
        reach = f"{variable}.f{index}"
        if variable != "s":
            reach = f"({reach} if {variable} else MISSING)"
        if isinstance(node, dict):
            inner = f"{variable}_{index}"
            writer.line(1, f"{inner} = {reach}")
            _unfold(writer, node, inner, found)
        else:
            found.update(dict.fromkeys(node.rules, reach))


def _rule(writer: _Writer, index: int, rule: BoundRule, place: _Place | None, reach: str | None) -> None:
    put = writer.bind(f"PUT{index}", rule.put_fast)
    if place is None or reach is None:
        about = _ABOUT[str(rule.path.parts[0])] if _is_about(rule) and rule.path is not None else None
        writer.line(1, f"v = {about or writer.bind(f'FETCH{index}', rule.fetch) + '(scope)'}")
    else:
        writer.line(1, f"v = {reach}")
        if place.kind == "raw":
            decode = writer.bind(f"READ{index}", decode_exact if rule.exact else decode_plain)
            writer.line(1, f"if v is not MISSING: v = {decode}(v)")
        if place.rules[index].parts:
            writer.line(1, f"v = {writer.bind(f'GET{index}', place.rules[index].getter())}(v)")
    test = _test(rule, place)
    if test is None:
        writer.line(1, f"{put}(row, v)")
        return
    key = writer.bind(f"KEY{index}", rule.keys[0])
    writer.line(1, f"if {test}:")
    for number, call in enumerate(rule.calls):
        writer.line(2, f"v = {writer.bind(f'CALL{index}_{number}', call.function)}(v)")
        writer.line(2, "if v is None: raise NotFast")
    if rule.convert is None or (rule.type in _DIRECT and not rule.calls):
        writer.line(2, f"row[{key}] = v")
    else:
        convert = writer.bind(f"CONVERT{index}", rule.convert)
        already = f"v if type(v) is {_DIRECT[rule.type]} else " if rule.type in ("string", "integer", "boolean") else ""
        writer.line(2, f"row[{key}] = {already}{convert}(v)")
    writer.line(1, f"else: {put}(row, v)")


def _test(rule: BoundRule, place: _Place | None) -> str | None:
    """Return when the fast branch may take the value; None for never."""
    if len(rule.keys) != 1 or any(call.handles_null for call in rule.calls):
        return None
    if not rule.exact:
        return "v is not None and v is not MISSING"
    if rule.type in _DIRECT and not rule.calls:
        return f"type(v) is {_DIRECT[rule.type]}"
    if place is not None and place.kind in ("raw", "decimal"):
        return "v is not None and v is not MISSING"
    return "type(v) is str"
