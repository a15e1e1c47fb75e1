"""Raw values (from JSON, YAML, TOML) to instances of config classes and back, through cattrs, strictly."""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from nexus.config import shapes, strict
from nexus.config.faults import Unfit, faults_of, found, hint, kind
from nexus.config.fields import is_config
from nexus.config.masking import cover, secret_texts
from nexus.config.secret import Secret
from nexus.errors import FieldError, InvalidInput

T = TypeVar("T")


def structure(cls: type[T], raw: Any, path: str = "") -> T:
    """Make an instance of a config class from plain values; nothing is converted silently ("5432" is no whole number).

    Args:
        cls: made by `nexus.config.define`.
        raw: a mapping of plain values.
        path: where ``raw`` stands, put before the path of each fault: ``connections.warehouse.config``.

    Raises:
        InvalidInput: with every fault; no secret's value is in it.
        TypeError: ``cls`` is no proper config class.
    """
    shapes.fields_of(cls)
    try:
        return _converter().structure(raw, cls)
    except Exception as error:  # noqa: BLE001 — a config class may refuse in its own way; all are faults of the input
        faults = _without_secrets(faults_of(error, path), cls, raw)
    raise InvalidInput(faults)  # outside of the handler: no chained traceback shows the values


def unstructure(instance: Any) -> dict[str, Any]:
    """Return the plain values of a config instance, secrets in clear: for encrypted storage only."""
    plain: dict[str, Any] = plain_values(instance)
    return plain


def plain_values(value: Any) -> Any:
    """Return any value that a field can have as plain values, secrets in clear."""
    return _converter().unstructure(value)


def _without_secrets(faults: Sequence[FieldError], cls: type[Any], raw: Any) -> Sequence[FieldError]:
    """Mask secrets in messages that a config class wrote itself (security: secrets in use)."""
    secrets = secret_texts(cls, raw) if isinstance(raw, Mapping) else set()
    return [FieldError(fault.path, cover(fault.message, secrets)) for fault in faults]


@cache
def _converter() -> Converter:
    converter = Converter(unstruct_collection_overrides={tuple: list})
    converter.register_structure_hook_factory(is_config, lambda cls: _object_hook(cls, converter))
    converter.register_unstructure_hook(Secret, Secret.reveal)
    converter.register_unstructure_hook_func(lambda cls: isinstance(cls, type) and issubclass(cls, Path), str)
    for base in (str, int, Enum):  # cattrs takes a StrEnum for a text and leaves it as it is
        converter.register_unstructure_hook(base, _without_enum)
    return converter


def _without_enum(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _object_hook(cls: type[Any], converter: Converter) -> Callable[[Any, Any], Any]:
    fields = shapes.fields_of(cls).values()
    overrides: dict[str, Any] = {field.name: override(struct_hook=_field_hook(field, converter)) for field in fields}
    from_dict = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **overrides)

    def build(raw: Any, _: Any) -> Any:
        if isinstance(raw, cls):
            return raw
        if not isinstance(raw, Mapping):
            raise Unfit(f"expected an object, got {kind(raw)}")
        return from_dict(raw, cls)

    return build


def _field_hook(field: shapes.Field, converter: Converter) -> Callable[[Any, Any], Any]:
    read = _reader(field.shape, converter)

    def checked(raw: Any, _: Any) -> Any:
        value = read(raw)
        strict.check_constraints(field.info, value)
        return value

    return checked


def _reader(shape: shapes.Shape, converter: Converter) -> strict.Read:  # noqa: PLR0911 — one line per shape
    match shape:
        case shapes.Scalar(type):
            return strict.SCALARS[type]
        case shapes.Json():
            return lambda raw: raw
        case shapes.Choice():
            return lambda raw: strict.choice(shape, raw)
        case shapes.Optional(inner):
            read = _reader(inner, converter)
            return lambda raw: None if raw is None else read(raw)
        case shapes.Object(cls):
            return lambda raw: converter.structure(raw, cls)
        case shapes.Variants(classes):
            return lambda raw: _variant(classes, raw, converter)
        case shapes.Items(item, collection):
            read = _reader(item, converter)
            return lambda raw: strict.items(collection, read, raw)
        case shapes.Entries(value):
            read = _reader(value, converter)
            return lambda raw: strict.entries(read, raw)


def _variant(classes: Mapping[str, type[Any]], raw: Any, converter: Converter) -> Any:
    if isinstance(raw, tuple(classes.values())):
        return raw
    known = ", ".join(classes)
    if not isinstance(raw, Mapping):
        raise Unfit(f"expected an object with a {shapes.TAG} (known are {known}), got {kind(raw)}")
    tag = raw.get(shapes.TAG)
    if isinstance(tag, str) and tag in classes:
        return converter.structure(raw, classes[tag])
    if tag is None:
        raise InvalidInput([FieldError(shapes.TAG, f"is required; known are {known}")])
    advice = hint(tag, classes) if isinstance(tag, str) else ""
    listed = f" (known are {known})" if not advice.startswith("known") else ""
    raise InvalidInput([FieldError(shapes.TAG, f"{found(tag)} is unknown; {advice}{listed}")])
