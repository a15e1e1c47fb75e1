"""What the annotation of a config field means: the one analysis that structuring, schema and masking rest on."""

import types
import typing
from collections.abc import Hashable, Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import attrs
from attrs import frozen

from nexus.config.fields import FieldInfo, field_info, field_types, is_config
from nexus.config.secret import Secret

TAG: Final = "type"
"""Field that tells the variants of a union apart."""

SCALARS: Final = (bool, int, float, str, Secret, Path)


@frozen
class Scalar:
    """One value: text, number, boolean, secret or path."""

    type: type[Any]


@frozen
class Json:
    """Any JSON value."""


@frozen
class Choice:
    """One of some values; with ``enum``, the values of its members."""

    values: tuple[Any, ...]
    enum: type[Enum] | None = None


@frozen
class Items:
    """A list of one kind of thing, kept as ``type`` (list or tuple)."""

    item: "Shape"
    type: type[Any]


@frozen
class Entries:
    """Names with one kind of thing each."""

    value: "Shape"


@frozen
class Object:
    """A nested config class."""

    cls: type[Any]


@frozen
class Variants:
    """One of several config classes, told apart by `TAG`."""

    classes: Mapping[str, type[Any]]


@frozen
class Optional:
    """The same, or null."""

    inner: "Shape"


Shape: TypeAlias = Scalar | Json | Choice | Items | Entries | Object | Variants | Optional


@frozen
class Field:
    """One field of a config class, understood."""

    name: str
    shape: Shape
    info: FieldInfo
    attribute: "attrs.Attribute[Any]"

    @property
    def required(self) -> bool:
        """Whether it has no default."""
        return self.attribute.default is attrs.NOTHING

    @property
    def core(self) -> Shape:
        """The shape without its "or null"."""
        return self.shape.inner if isinstance(self.shape, Optional) else self.shape


def fields_of(cls: type[Any]) -> Mapping[str, Field]:
    """Return the fields of a config class by name, in order.

    Raises:
        TypeError: the class was not made by `define`, or a field has a type that no configuration can have.
    """
    if not is_config(cls):
        raise TypeError(f"{getattr(cls, '__qualname__', cls)} is no config class: decorate it with nexus.config.define")
    return _fields_of(cls)  # type: ignore[arg-type] # a class is hashable


@cache
def _fields_of(cls: Hashable) -> Mapping[str, Field]:
    assert isinstance(cls, type)
    annotations = field_types(cls)
    found = {}
    for attribute in attrs.fields(cls):
        where = f"{cls.__qualname__}.{attribute.name}"
        shape = shape_of(annotations[attribute.name], where)
        found[attribute.name] = Field(attribute.name, shape, field_info(attribute), attribute)
        _check_constraints(found[attribute.name], where)
    return found


def shape_of(annotation: Any, where: str) -> Shape:  # noqa: PLR0911 — one line per shape
    """Return what ``annotation`` means; ``where`` names the field in the TypeError for one that means nothing here."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation in SCALARS:
        return Scalar(annotation)
    if annotation is Any:
        return Json()
    if origin is Literal:
        return Choice(arguments)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Choice(tuple(member.value for member in annotation), annotation)
    if is_config(annotation):
        return Object(annotation)
    if origin in (typing.Union, types.UnionType):
        return _union(arguments, where)
    if origin in (list, Sequence) or (origin is tuple and arguments[1:] == (...,)):
        return Items(shape_of(arguments[0], where), list if origin is list else tuple)
    if origin in (dict, Mapping) and arguments[0] is str:
        return Entries(shape_of(arguments[1], where))
    raise TypeError(
        f"{where}: a configuration cannot have {annotation!r}; see nexus.config.define for the types that it can"
    )


def _union(arguments: tuple[Any, ...], where: str) -> Shape:
    classes = [argument for argument in arguments if argument is not types.NoneType]
    shape = shape_of(classes[0], where) if len(classes) == 1 else Variants(_by_tag(classes, where))
    return Optional(shape) if len(classes) < len(arguments) else shape


def _by_tag(classes: Sequence[Any], where: str) -> Mapping[str, type[Any]]:
    variants: dict[str, type[Any]] = {}
    for cls in classes:
        tag = tag_of(cls) if is_config(cls) else None
        if tag is None:
            raise TypeError(
                f'{where}: {cls!r} in a union must be a config class with a field {TAG}: Literal["…"] = "…"'
            )
        if tag in variants:
            raise TypeError(f"{where}: two variants have the {TAG} {tag!r}")
        variants[tag] = cls
    return variants


def tag_of(cls: type[Any]) -> str | None:
    """Return the value of the field ``type`` that marks a variant, or None if the class is none."""
    values = typing.get_args(field_types(cls).get(TAG))
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None


def _check_constraints(field: Field, where: str) -> None:
    info, core = field.info, field.core
    kind = core.type if isinstance(core, Scalar) else type(core)
    if (info.minimum is not None or info.maximum is not None) and kind not in (int, float):
        raise TypeError(f"{where}: minimum and maximum are for numbers")
    if info.min_length is not None and kind not in (str, Secret, Items, list, tuple, Entries):
        raise TypeError(f"{where}: min_length is for texts, lists and mappings")
    if info.pattern is not None and kind not in (str, Secret):
        raise TypeError(f"{where}: pattern is for texts")
    if info.choices and kind not in (str, int, float):
        raise TypeError(f"{where}: choices is for texts and numbers")
