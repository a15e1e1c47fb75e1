"""Secrets inside a configuration: each is replaced, in its place, by ``{"$sealed": token}``."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

import msgspec

from nexus.config.secret import MASK
from nexus.errors import FieldError, InvalidInput
from nexus.model.secret import SecretPlace
from nexus.ports import SecretBox

SEALED: Final = "$sealed"

_Pattern = tuple[str, ...]


def seal_config(config: Mapping[str, Any], paths: Collection[str], secrets: SecretBox, place: SecretPlace) -> Any:
    """Return a copy of ``config`` whose values at ``paths`` are encrypted; null stays null.

    Args:
        config: with its secrets in clear.
        paths: as `nexus.config.masking.secret_paths` gives them: ``password``, ``auth.token``, ``keys[]``, ``headers.*``.
        secrets: encrypts.
        place: of the whole configuration; each secret is bound to its own path below it.

    Raises:
        InvalidInput: a secret is a mask, or a value looks like one that is sealed already.
    """

    def sealed(value: Any, path: str) -> dict[str, str]:
        if value == MASK:
            raise InvalidInput([FieldError(path=path, message="is a mask: give the secret itself")])
        return {SEALED: secrets.seal(msgspec.json.encode(value), _below(place, path))}

    return _seal(config, {_pattern(path) for path in paths}, place.field, sealed)


def open_config(config: Any, secrets: SecretBox, place: SecretPlace) -> Any:
    """Return a copy of a stored ``config`` with its secrets in clear.

    Raises:
        ConfigurationError: a key is missing, or a ciphertext was moved or altered.
    """
    return _replace(
        config, place.field, lambda token, path: msgspec.json.decode(secrets.open(token, _below(place, path)))
    )


def mask_config(config: Any) -> Any:
    """Return a copy of a stored ``config`` with ``********`` for every secret; needs no key."""
    return _replace(config, "", lambda _token, _path: MASK)


def reseal_config(config: Any, secrets: SecretBox, place: SecretPlace) -> Any:
    """Return a copy of a stored ``config`` with every secret under the current key."""

    def resealed(token: str, path: str) -> dict[str, str]:
        return {SEALED: reseal(token, secrets, _below(place, path))}

    return _replace(config, place.field, resealed)


def reseal(token: str, secrets: SecretBox, place: SecretPlace) -> str:
    """Return the same secret under the current key; unchanged if it is there already."""
    return token if secrets.is_current(token) else secrets.seal(secrets.open(token, place), place)


def _below(place: SecretPlace, path: str) -> SecretPlace:
    return SecretPlace(place.workspace_id, place.table, place.row, path)


def _pattern(path: str) -> _Pattern:
    return tuple(part for part in path.replace("[]", ".[]").split(".") if part)


def _seal(value: Any, patterns: Collection[_Pattern], path: str, sealed: Callable[[Any, str], Any]) -> Any:
    if value is None:
        return None
    if () in patterns:
        return sealed(value, path)
    if isinstance(value, Mapping):
        if SEALED in value:
            raise InvalidInput([FieldError(path=path, message=f"{SEALED} is a reserved name")])
        return {key: _seal(part, _after(patterns, key), f"{path}.{key}", sealed) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_seal(part, _after(patterns, "[]"), f"{path}[{index}]", sealed) for index, part in enumerate(value)]
    return value


def _after(patterns: Collection[_Pattern], key: str) -> set[_Pattern]:
    return {pattern[1:] for pattern in patterns if pattern and pattern[0] in (key, "*")}


def _replace(value: Any, path: str, replacement: Callable[[str, str], Any]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {SEALED}:
            return replacement(value[SEALED], path)
        return {key: _replace(part, f"{path}.{key}", replacement) for key, part in value.items()}
    if isinstance(value, list):
        return [_replace(part, f"{path}[{index}]", replacement) for index, part in enumerate(value)]
    return value
