"""What an application wants nobody to see: paths whose values are masked, in payloads and in what is said about them.

A path is one of `nexus.mapping.paths`, with ``[]`` or ``[*]`` for every element of an array and ``*`` for every field:
``customer.iban``, ``items[].card.number``, ``answers.*``, ``$``. A name reaches through arrays too, so that ``items.iban``
masks the same as ``items[].iban``: what is masked by mistake does less harm than what is not.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import define, field, frozen

from nexus.config.secret import MASK
from nexus.errors import FieldError, InvalidInput
from nexus.mapping.leaks import masked_text
from nexus.mapping.paths import EACH, MISSING, Part, PathError, format_path, parse_path
from nexus.mapping.scope import decode_exact
from nexus.model.mapping import MappingRule

_ANY: Final = "*"


@define
class _Node:
    """A place in the paths; ``ends`` where one of them ends: all below is masked."""

    names: dict[Part, "_Node"] = field(factory=dict)
    ends: bool = False


@frozen
class Masks:
    """The paths of one application, compiled; stateless and thread-safe.

    Attributes:
        paths: as they were given.
    """

    paths: tuple[str, ...]
    _root: _Node = field(repr=False, eq=False)

    def __bool__(self) -> bool:
        return bool(self.paths)

    def masked(self, value: Any) -> Any:
        """Return a copy of a decoded payload with ``********`` at the paths; null stays null."""
        return _masked(value, [self._root])

    def restored(self, value: Any, original: Any) -> Any:
        """Return ``value`` with what stands at the paths of ``original`` in the place of ``********``.

        For people who edit what they were shown masked and send it back.

        Raises:
            InvalidInput: there is nothing in the original for a mask to stand for.
        """
        return _restored(value, original, [self._root], ())

    def values(self, payload: bytes) -> Collection[Any]:
        """Return the texts, numbers and truth values of ``payload`` that are masked.

        A payload that is no JSON has no places: it is one value as a whole.
        """
        if not self.paths:
            return ()
        try:
            decoded = decode_exact(payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return (payload.decode(errors="replace"),)
        return list(_values(decoded, [self._root]))

    def reason(self, text: str, payload: bytes, further: Collection[Any] = ()) -> str:
        """Return what was said about ``payload`` with its masked values, and ``further`` ones, masked."""
        return masked_text(text, [*self.values(payload), *further]) if self.paths else text

    def touch(self, path: str | None) -> bool:
        """Whether what stands at ``path`` in a payload is masked, or has something below it that is."""
        if not self.paths:
            return False
        try:
            parts = parse_path(path or "$", each=True).parts
        except PathError:
            return True
        nodes = [self._root]
        for part in parts:
            if any(node.ends for node in nodes):
                return True
            nodes = [*_below(nodes, part), *(nodes if not isinstance(part, str) else ())]
        return bool(nodes)

    def depends(self, rule: MappingRule) -> bool:
        """Whether a rule's target may have something masked: its source does, or its expression looks at the payload."""
        if not self.paths:
            return False
        if rule.expression is not None:
            return any(name in rule.expression for name in ("payload", "steps", "current"))
        if rule.source is None or rule.source.startswith("message."):
            return False
        return self.touch(rule.source.removeprefix("payload.")) or self.touch(rule.source)


NOTHING_MASKED: Final = Masks((), _Node())

EVERYTHING_MASKED: Final = Masks(("$",), _Node(ends=True))
"""Of what nobody knows which of it is to be masked."""


def scalars(value: Any) -> Iterator[Any]:
    """Yield all texts, numbers and truth values of a decoded value."""
    if isinstance(value, dict):
        for part in value.values():
            yield from scalars(part)
    elif isinstance(value, list):
        for part in value:
            yield from scalars(part)
    elif value is not None:
        yield value


def compile_masks(paths: Sequence[str]) -> Masks:
    """Compile an application's paths, once.

    Raises:
        InvalidInput: with every path that is none.
    """
    root, faults = _Node(), []
    for index, text in enumerate(paths):
        try:
            parts = parse_path(text.replace("[*]", "[]"), each=True).parts
        except PathError as error:
            faults.append(FieldError(f"masked[{index}]", str(error)))
            continue
        node = root
        for part in parts:
            node = node.names.setdefault(part, _Node())
        node.ends = True
    if faults:
        raise InvalidInput(faults)
    return Masks(tuple(paths), root) if paths else NOTHING_MASKED


def masks_of(paths: Sequence[str]) -> Masks:
    """Return the masks of paths that were stored: where one of them is not understood, everything is masked."""
    try:
        return compile_masks(paths)
    except InvalidInput:
        return EVERYTHING_MASKED


class MaskBook:
    """The masks of all sources, by id; it is asked for each failure, never for what goes well.

    Args:
        by_source: of applications, and of connections that messages come from, which mask nothing. None where masks have
            no place: then nothing is masked.
    """

    def __init__(self, by_source: Mapping[str, Masks] | None = None) -> None:
        self._by_source = by_source

    def update(self, paths: Mapping[str, Sequence[str]]) -> None:
        """Take over what each source wants masked now; what is gone stays known, for messages may be left of it."""
        known = self._by_source or {}
        same = {
            source: masks for source, masks in known.items() if masks.paths == tuple(paths.get(source, masks.paths))
        }
        self._by_source = {source: masks_of(wanted) for source, wanted in paths.items() if source not in same} | same

    def of(self, source: str) -> Masks:
        """Return the masks of one source; everything is masked of an application that is not known (any more)."""
        if self._by_source is None:
            return NOTHING_MASKED
        found = self._by_source.get(source)
        if found is not None:
            return found
        return EVERYTHING_MASKED if len(source) == _ID_LENGTH else NOTHING_MASKED


_ID_LENGTH: Final = 36
"""Ids of applications are UUIDs; what comes from no application (a person's own run) has no such source."""


def _masked(value: Any, nodes: Sequence[_Node]) -> Any:
    if not nodes or value is None:
        return value
    if any(node.ends for node in nodes):
        return MASK
    if isinstance(value, dict):
        return {name: _masked(part, _below(nodes, name)) for name, part in value.items()}
    if isinstance(value, list):
        return [_masked(part, _within(nodes, index, len(value))) for index, part in enumerate(value)]
    return value


def _restored(value: Any, original: Any, nodes: Sequence[_Node], place: tuple[Part, ...]) -> Any:
    if not nodes:
        return value
    if value == MASK and any(node.ends for node in nodes):
        if original is MISSING:
            raise InvalidInput([FieldError(format_path(place), "is a mask: give the value itself")])
        return original
    if isinstance(value, dict):
        known = original if isinstance(original, dict) else {}
        return {
            name: _restored(part, known.get(name, MISSING), _reach(nodes, _below(nodes, name)), (*place, name))
            for name, part in value.items()
        }
    if isinstance(value, list):
        there = original if isinstance(original, list) else []
        return [
            _restored(
                part,
                there[index] if index < len(there) else MISSING,
                _reach(nodes, _within(nodes, index, len(value))),
                (*place, index),
            )
            for index, part in enumerate(value)
        ]
    return value


def _reach(nodes: Sequence[_Node], below: Sequence[_Node]) -> list[_Node]:
    """The nodes below, and what ends here: there all is masked."""
    return [*below, *(node for node in nodes if node.ends)]


def _values(value: Any, nodes: Sequence[_Node]) -> Iterator[Any]:
    if not nodes or value is None:
        return
    if any(node.ends for node in nodes):
        yield from scalars(value)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _values(part, _below(nodes, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _values(part, _within(nodes, index, len(value)))


def _below(nodes: Sequence[_Node], part: Part) -> list[_Node]:
    wanted = (part, _ANY) if isinstance(part, str) else (part, EACH, _ANY)
    return [node.names[one] for node in nodes for one in wanted if one in node.names]


def _within(nodes: Sequence[_Node], index: int, length: int) -> list[_Node]:
    from_the_end = [node.names[index - length] for node in nodes if index - length in node.names]
    return [*_below(nodes, index), *from_the_end, *nodes]
