"""Reads `Settings`: command-line options beat ``NEXUS_…`` variables, which beat the TOML file that NEXUS_CONFIG names."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from nexus.config.faults import hint
from nexus.config.schema import json_schema
from nexus.config.settings.definition import Settings, shown_value
from nexus.config.shapes import Choice, Field, Items, Scalar, Shape, fields_of
from nexus.config.structuring import structure
from nexus.errors import FieldError, InvalidInput

_PREFIX: Final = "NEXUS_"
_FILE: Final = "NEXUS_CONFIG"
_BOOLEANS: Final = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}
_SERVICE_LINK: Final = re.compile(r".*_(SERVICE_(HOST|PORT).*|PORT(_\d+_(TCP|UDP).*)?)")
_LINKED: Final = re.compile(r"(tcp|udp|sctp)://.*")
_KUBERNETES: Final = "Kubernetes sets it for a service of that name: set enableServiceLinks: false in the pod's spec"


@frozen
class SettingInfo:
    """One line of ``nexus doctor --settings``; secrets in ``value`` are masked.

    Attributes:
        type: as JSON Schema names it, or the permitted values.
        source: where the value came from: ``default``, ``option``, the variable, or the file.
    """

    name: str
    variable: str
    type: str
    default: Any
    value: Any
    source: str
    help: str


@frozen
class _Given:
    """A raw value, and what to call its place in an error."""

    value: Any
    place: str


def load_settings(environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> Settings:
    """Return the settings.

    Args:
        environ: the environment, as ``os.environ``.
        overrides: options of the command line by field name; None counts as not given.

    Raises:
        InvalidInput: every fault, its path the variable, or the file and key.
    """
    given = _given(environ, overrides or {})
    try:
        return structure(Settings, {name: found.value for name, found in given.items()})
    except InvalidInput as error:
        faults = [_at_its_place(fault, given) for fault in error.errors]
    raise InvalidInput(faults)


def describe_settings(
    environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> tuple[SettingInfo, ...]:
    """Return every setting with its value, and where that came from; raises as `load_settings`."""
    settings = load_settings(environ, overrides)
    given = _given(environ, overrides or {})
    defaults, schema = Settings(), json_schema(Settings)["properties"]
    return tuple(
        SettingInfo(
            name=name,
            variable=_variable(name),
            type=_type_of(schema[name]),
            default=shown_value(getattr(defaults, name)),
            value=shown_value(getattr(settings, name)),
            source=given[name].place if name in given else "default",
            help=field.info.help,
        )
        for name, field in fields_of(Settings).items()
    )


def _given(environ: Mapping[str, str], overrides: Mapping[str, Any]) -> dict[str, _Given]:
    from_file = _from_file(environ[_FILE]) if environ.get(_FILE) else {}
    options = {name: _Given(value, "option") for name, value in overrides.items() if value is not None}
    return from_file | _from_environment(environ) | options


def _from_file(name: str) -> dict[str, _Given]:
    try:
        raw = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput([FieldError(_FILE, f"cannot read {name}: {error.strerror or error}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput([FieldError(_FILE, f"{name} is no valid TOML: {error}")]) from None
    known = fields_of(Settings)
    unknown = [FieldError(f"{name}: {key}", f"is no setting; {hint(key, known)}") for key in raw if key not in known]
    if unknown:
        raise InvalidInput(unknown)
    return {key: _Given(value, f"{name}: {key}") for key, value in raw.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[str, _Given]:
    known = {_variable(name): field for name, field in fields_of(Settings).items()}
    unknown = [
        FieldError(variable, f"is no setting; {_advice(variable, known)}")
        for variable in sorted(environ)
        if variable.startswith(_PREFIX) and variable not in known and variable != _FILE
    ]
    unknown += [
        FieldError(variable, f"is the address of a service; {_KUBERNETES}")
        for variable in known
        if _SERVICE_LINK.fullmatch(variable) and _LINKED.fullmatch(environ.get(variable, ""))
    ]
    if unknown:
        raise InvalidInput(unknown)
    return {
        field.name: _Given(_typed(field.core, environ[variable]), variable)
        for variable, field in known.items()
        if variable in environ
    }


def _advice(variable: str, known: Mapping[str, Field]) -> str:
    if _SERVICE_LINK.fullmatch(variable):
        return _KUBERNETES
    return hint(variable, [*known, _FILE])


def _typed(shape: Shape, text: str) -> Any:
    """Return what a variable's text stands for; what does not fit stays a text, for `structure` to complain about."""
    match shape:
        case Scalar(kind) if kind is bool:
            return _BOOLEANS.get(text.lower(), text)
        case Scalar(kind) if kind in (int, float):
            return _number(kind, text)
        case Choice(values):
            return text.lower() if text.lower() in values else text
        case Items():
            return [part.strip() for part in text.split(",") if part.strip()]
        case _:
            return text


def _number(kind: Callable[[str], Any], text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        return text


def _at_its_place(fault: FieldError, given: Mapping[str, _Given]) -> FieldError:
    name, rest = re.match(r"([^.\[]*)(.*)", fault.path, re.DOTALL).groups()  # type: ignore[union-attr] # matches anything
    place = given[name].place if name in given else _variable(name)
    return FieldError((f"option {name}" if place == "option" else place) + rest, fault.message)


def _variable(name: str) -> str:
    return _PREFIX + name.upper()


def _type_of(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = schema["type"]
    return kind if isinstance(kind, str) else str(kind[0])
