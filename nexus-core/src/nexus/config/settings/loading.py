"""Reads `Settings`: command-line options beat ``NEXUS_…`` variables, which beat the TOML file that NEXUS_CONFIG names."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from attrs import frozen

from nexus.config.faults import hint
from nexus.config.schema import json_schema
from nexus.config.settings.definition import Settings, shown_value
from nexus.config.shapes import Choice, Field, Items, Scalar, Shape, fields_of
from nexus.config.structuring import structure
from nexus.errors import FieldError, InvalidInput

S = TypeVar("S")

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
class Origin(Generic[S]):
    """Where settings come from.

    Attributes:
        settings: their class, made by `nexus.config.define`.
        prefix: of their variables; ``PREFIX_CONFIG`` names the TOML file.
        others: what variables of others begin with that begin with the prefix, too.
    """

    settings: type[S]
    prefix: str
    others: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Name of the variable that names the TOML file."""
        return self.variable("config")

    def variable(self, name: str) -> str:
        """Return the variable of a setting."""
        return self.prefix + name.upper()

    def variables(self) -> dict[str, Field]:
        """Return variable -> setting."""
        return {self.variable(name): field for name, field in fields_of(self.settings).items()}


_NEXUS: Final = Origin(Settings, "NEXUS_", others=("NEXUS_AGENT_",))


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
    """Return the settings of Nexus; as `load`."""
    return load(_NEXUS, environ, overrides)


def load(origin: Origin[S], environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> S:
    """Return settings.

    Args:
        origin: which settings, and where they come from.
        environ: the environment, as ``os.environ``.
        overrides: options of the command line by field name; None counts as not given.

    Raises:
        InvalidInput: every fault, its path the variable, or the file and key.
    """
    given = _given(origin, environ, overrides or {})
    try:
        return structure(origin.settings, {name: found.value for name, found in given.items()})
    except InvalidInput as error:
        faults = [_at_its_place(origin, fault, given) for fault in error.errors]
    raise InvalidInput(faults)


def describe_settings(
    environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> tuple[SettingInfo, ...]:
    """Return every setting of Nexus with its value, and where that came from; raises as `load`."""
    return describe(_NEXUS, environ, overrides)


def describe(
    origin: Origin[S], environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None
) -> tuple[SettingInfo, ...]:
    """Return every setting with its value, and where that came from; raises as `load`."""
    settings = load(origin, environ, overrides)
    given = _given(origin, environ, overrides or {})
    defaults, schema = origin.settings(), json_schema(origin.settings)["properties"]
    return tuple(
        SettingInfo(
            name=name,
            variable=origin.variable(name),
            type=_type_of(schema[name]),
            default=shown_value(getattr(defaults, name)),
            value=shown_value(getattr(settings, name)),
            source=given[name].place if name in given else "default",
            help=field.info.help,
        )
        for name, field in fields_of(origin.settings).items()
    )


def _given(origin: Origin[S], environ: Mapping[str, str], overrides: Mapping[str, Any]) -> dict[str, _Given]:
    from_file = _from_file(origin, environ[origin.file]) if environ.get(origin.file) else {}
    options = {name: _Given(value, "option") for name, value in overrides.items() if value is not None}
    return from_file | _from_environment(origin, environ) | options


def _from_file(origin: Origin[S], name: str) -> dict[str, _Given]:
    try:
        raw = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput([FieldError(origin.file, f"cannot read {name}: {error.strerror or error}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput([FieldError(origin.file, f"{name} is no valid TOML: {error}")]) from None
    known = fields_of(origin.settings)
    unknown = [FieldError(f"{name}: {key}", f"is no setting; {hint(key, known)}") for key in raw if key not in known]
    if unknown:
        raise InvalidInput(unknown)
    return {key: _Given(value, f"{name}: {key}") for key, value in raw.items()}


def _from_environment(origin: Origin[S], environ: Mapping[str, str]) -> dict[str, _Given]:
    known = origin.variables()
    names = [one for one in sorted(environ) if one.startswith(origin.prefix) and not one.startswith(origin.others)]
    unknown = [
        FieldError(variable, f"is no setting; {_advice(origin, variable)}")
        for variable in names
        if variable not in known and variable != origin.file
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


def _advice(origin: Origin[S], variable: str) -> str:
    if _SERVICE_LINK.fullmatch(variable):
        return _KUBERNETES
    return hint(variable, [*origin.variables(), origin.file])


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


def _at_its_place(origin: Origin[S], fault: FieldError, given: Mapping[str, _Given]) -> FieldError:
    name, rest = re.match(r"([^.\[]*)(.*)", fault.path, re.DOTALL).groups()  # type: ignore[union-attr] # matches anything
    place = given[name].place if name in given else origin.variable(name)
    return FieldError((f"option {name}" if place == "option" else place) + rest, fault.message)


def _type_of(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = schema["type"]
    return kind if isinstance(kind, str) else str(kind[0])
