"""Generated msgspec structs: the part of a schema that one C call checks."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from nexus.mapping.schema.leaves import Leaf
from nexus.mapping.schema.tree import Node

_UNNAMEABLE: Final = frozenset('"\\') | {chr(code) for code in range(32)}


class Inexpressible(Exception):
    """The tree has a name that no struct field can have."""


def can_name(name: str) -> bool:
    """Whether a struct's field can be read from a key of that name."""
    return _UNNAMEABLE.isdisjoint(name) and name.isprintable()


def struct_type(node: Node, leaves: Mapping[int, Leaf], *, closed: bool) -> Any:
    """Return the msgspec type of ``node``, null and absence apart.

    Args:
        node: what to express.
        leaves: by the ``id`` of their node.
        closed: refuse fields that the schema does not name.

    Raises:
        Inexpressible: a name below it cannot be a struct's field.
    """
    if node.each is not None:
        element = _nullable(struct_type(node.each, leaves, closed=closed), node.each)
        return list[element]  # type: ignore[valid-type] # made from data
    if node.children:
        return _struct(node, leaves, closed=closed)
    return leaves[id(node)].type if id(node) in leaves else dict


def _struct(node: Node, leaves: Mapping[int, Leaf], *, closed: bool) -> type[msgspec.Struct]:
    fields: list[Any] = []
    names: dict[str, str] = {}
    for index, (name, child) in enumerate(node.children.items()):
        if not can_name(name):
            raise Inexpressible(name)
        kind = _nullable(struct_type(child, leaves, closed=closed), child)
        attribute = f"f{index}"
        names[attribute] = name
        if child.required:
            fields.append((attribute, kind))
        else:
            fields.append((attribute, kind if kind is Any else kind | msgspec.UnsetType, msgspec.UNSET))
    return msgspec.defstruct(
        "Payload", fields, rename=names, kw_only=True, forbid_unknown_fields=closed and bool(node.children)
    )


def _nullable(kind: Any, node: Node) -> Any:
    return kind | None if node.nullable and kind is not Any else kind
