"""Fields with dotted names as a tree, which is what a payload is."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, field

from nexus.errors import FieldError, InvalidInput
from nexus.mapping.paths import EACH, Part, PathError, parse_path
from nexus.model.connection import FieldSpec
from nexus.model.mapping import TYPES

FIELD_TYPES: Final = (*TYPES, "object", "array", "any")
_OPEN: Final = ("object", "json", "any")


@define
class Node:
    """One place of a payload.

    Attributes:
        spec: what is said about it; None for a place that only leads to others.
        children: of an object, by name.
        each: what all elements of an array look like.
    """

    spec: FieldSpec | None = None
    children: dict[str, "Node"] = field(factory=dict)
    each: "Node | None" = None

    @property
    def required(self) -> bool:
        """Whether it must be there: it says so, or leads to a place that must be."""
        if self.spec is not None:
            return self.spec.required
        return any(child.required for child in self.children.values())

    @property
    def nullable(self) -> bool:
        """Whether it may be null."""
        return self.spec.nullable if self.spec is not None else not self.required

    def down(self, part: Part) -> "Node":
        """Return the node one part below, made if need be."""
        if part is EACH:
            if self.each is None:
                self.each = Node()
            return self.each
        return self.children.setdefault(str(part), Node())


def build_tree(fields: Sequence[FieldSpec]) -> Node:
    """Return the tree of ``fields``.

    Raises:
        InvalidInput: with every fault, at ``fields[i]``.
    """
    root = Node()
    errors: list[FieldError] = []
    for index, spec in enumerate(fields):
        errors += (FieldError(f"fields[{index}].{place}", text) for place, text in _add(root, spec))
    errors += (FieldError(f"fields[{fields.index(spec)}].type", text) for spec, text in _contradictions(root))
    if errors:
        raise InvalidInput(errors)
    return root


def _add(root: Node, spec: FieldSpec) -> Iterator[tuple[str, str]]:
    if spec.type not in FIELD_TYPES:
        yield "type", f"{spec.type!r} is no type; use one of {', '.join(FIELD_TYPES)}"
        return
    try:
        path = parse_path(spec.name, each=True)
    except PathError as error:
        yield "name", str(error)
        return
    if any(type(part) is int for part in path.parts):
        yield "name", f"{spec.name!r}: a field cannot be one element; write [] for all of them"
        return
    node = root
    for part in path.parts:
        node = node.down(part)
    if node.spec is not None:
        yield "name", f"{spec.name!r} is there twice"
        return
    node.spec = spec


def _contradictions(node: Node) -> Iterator[tuple[FieldSpec, str]]:
    spec = node.spec
    if spec is not None and node.children and spec.type not in _OPEN:
        yield spec, f"{spec.name!r} has fields below it, so its type is object, not {spec.type}"
    if spec is not None and node.each is not None and spec.type not in ("array", "json", "any"):
        yield spec, f"{spec.name!r} has elements described, so its type is array, not {spec.type}"
    if node.children and node.each is not None:
        first = next(iter(node.children.values()))
        while first.spec is None:
            first = first.each or next(iter(first.children.values()))
        yield (
            first.spec,
            f"{first.spec.name!r} and another field disagree whether their parent is an object or an array",
        )
    for child in (*node.children.values(), *([node.each] if node.each else [])):
        yield from _contradictions(child)
