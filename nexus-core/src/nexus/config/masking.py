"""Where the secrets of a configuration are, and what replaces them in storage, exports and forms."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, TypeAlias

from nexus.config.secret import MASK, Secret
from nexus.config.shapes import TAG, Entries, Items, Object, Optional, Scalar, Shape, Variants, fields_of

Replace: TypeAlias = Callable[[str, Any], Any]
"""``replace(path, value)`` returns what stands in a secret's place."""


def secret_paths(cls: type[Any]) -> tuple[str, ...]:
    """Return the dotted paths of the secret fields: ``password``, ``auth.token``, ``keys[]``, ``headers.*``."""
    return tuple(dict.fromkeys(_paths(Object(cls), "")))


def mask(cls: type[Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of ``raw`` whose secrets are ``********``; null stays null.

    What the class does not know, or what has not the form that the class says, may be a misplaced secret: masked too.
    """
    return map_secrets(cls, raw, lambda _path, _value: MASK)


def mask_value(shape: Shape, value: Any) -> Any:
    """Return a copy of a field's plain value whose secrets are ``********``."""
    return _value(shape, value, "", lambda _path, _value: MASK)


def unmask(cls: type[Any], raw: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of ``raw`` where each ``********`` is the secret that ``stored`` has in the same place.

    For forms, which are given masked values and send them back. A mask without a stored value stays, to be refused.
    """
    former: dict[str, Any] = {}
    map_secrets(cls, stored, former.setdefault)
    return map_secrets(cls, raw, lambda path, value: former.get(path, value) if value == MASK else value)


def restore(cls: type[Any], raw: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of ``raw`` in which secrets that are masked or left out are those that ``stored`` has in the same place.

    For clients that never saw them. A secret is left out where the object that it belongs to is there, of the same kind
    in both; one that is null is none, and an entry of a mapping or a list that is left out is gone.
    """
    return unmask(cls, _with_omitted(Object(cls), raw, stored), stored)


def _with_omitted(shape: Shape, raw: Any, stored: Any) -> Any:
    match shape, raw, stored:
        case Optional(inner), _, _:
            return _with_omitted(inner, raw, stored)
        case Object(cls), Mapping(), Mapping():
            known = fields_of(cls)
            kept = {
                name: stored[name]
                for name, field in known.items()
                if field.core == Scalar(Secret) and name in stored and name not in raw
            }
            sent = {
                key: _with_omitted(known[key].shape, value, stored[key]) if key in known and key in stored else value
                for key, value in raw.items()
            }
            return sent | kept
        case Variants(classes), Mapping(), Mapping() if raw.get(TAG) == stored.get(TAG) and _kind(classes, raw):
            return _with_omitted(Object(classes[raw[TAG]]), raw, stored)
        case _:
            return raw


def cover(message: str, secrets: Collection[str]) -> str:
    """Return ``message`` with ``********`` in place of every secret in it (security: secrets in use).

    Secrets of three characters and less stay: they are parts of ordinary words.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) > 3:
            message = message.replace(secret, MASK)
    return message


def secret_texts(cls: type[Any], raw: Mapping[str, Any]) -> set[str]:
    """Return the texts of all secrets in ``raw``."""
    found: set[str] = set()
    map_secrets(cls, raw, lambda _path, value: found.add(str(value)))
    return found


def map_secrets(cls: type[Any], raw: Mapping[str, Any], replace: Replace) -> dict[str, Any]:
    """Return a copy of ``raw`` with ``replace(path, value)`` in place of each secret that is not null.

    The path is concrete (``keys[0]``), so it can be bound to a ciphertext. What the class does not know counts as secret.
    """
    return {str(key): value for key, value in _object(cls, raw, "", replace).items()}


def _object(cls: type[Any], raw: Mapping[str, Any], path: str, replace: Replace) -> dict[str, Any]:
    known = fields_of(cls)
    return {
        key: _value(known[key].shape if key in known else Scalar(Secret), value, _below(path, str(key)), replace)
        for key, value in raw.items()
    }


def _value(shape: Shape, value: Any, path: str, replace: Replace) -> Any:  # noqa: PLR0911 — one line per shape
    match shape, value:
        case _, None:
            return None
        case Optional(inner), _:
            return _value(inner, value, path, replace)
        case Object(cls), Mapping():
            return _object(cls, value, path, replace)
        case Variants(classes), Mapping() if _kind(classes, value):
            return _object(classes[value[TAG]], value, path, replace)
        case Items(item), list() | tuple():
            return [_value(item, inner, f"{path}[{index}]", replace) for index, inner in enumerate(value)]
        case Entries(inner), Mapping():
            return {key: _value(inner, part, _below(path, str(key)), replace) for key, part in value.items()}
        case _:
            return replace(path, value) if any(_paths(shape, path)) else value


def _kind(classes: Mapping[str, type[Any]], raw: Mapping[str, Any]) -> bool:
    """Whether ``raw`` says that it is one of the variants ``classes``; what it says may be anything."""
    return isinstance(raw.get(TAG), str) and raw[TAG] in classes


def _paths(shape: Shape, path: str) -> Iterator[str]:
    match shape:
        case Scalar(type) if type is Secret:
            yield path or "*"
        case Optional(inner):
            yield from _paths(inner, path)
        case Object(cls):
            for name, field in fields_of(cls).items():
                yield from _paths(field.shape, _below(path, name))
        case Variants(classes):
            for cls in classes.values():
                yield from _paths(Object(cls), path)
        case Items(item):
            yield from _paths(item, f"{path}[]")
        case Entries(value):
            yield from _paths(value, _below(path, "*"))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
