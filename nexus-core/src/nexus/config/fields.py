"""How a config class is written: ``define`` makes it, ``field`` says what people and forms need to know."""

import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar, dataclass_transform, overload

import attrs

from nexus.config.secret import Secret

T = TypeVar("T")
C = TypeVar("C", bound=type[Any])

_INFO: Final = "nexus.config"
_DEFINED: Final = "__nexus_config__"


@attrs.frozen(kw_only=True)
class FieldInfo:
    """What a field says about itself; see `field`."""

    title: str = ""
    help: str = ""
    group: str = ""
    advanced: bool = False
    since: str = ""
    deprecated: str = ""
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    pattern: str | None = None
    choices: tuple[Any, ...] = ()
    placeholder: str = ""
    multiline: bool = False


@overload
def field(
    *,
    default: T,
    title: str = ...,
    help: str = ...,
    group: str = ...,
    advanced: bool = ...,
    since: str = ...,
    deprecated: str = ...,
    minimum: float | None = ...,
    maximum: float | None = ...,
    min_length: int | None = ...,
    pattern: str | None = ...,
    choices: Sequence[Any] = ...,
    placeholder: str = ...,
    multiline: bool = ...,
) -> T: ...
@overload
def field(
    *,
    factory: Callable[[], T],
    title: str = ...,
    help: str = ...,
    group: str = ...,
    advanced: bool = ...,
    since: str = ...,
    deprecated: str = ...,
    minimum: float | None = ...,
    maximum: float | None = ...,
    min_length: int | None = ...,
    pattern: str | None = ...,
    choices: Sequence[Any] = ...,
    placeholder: str = ...,
    multiline: bool = ...,
) -> T: ...
@overload
def field(
    *,
    title: str = ...,
    help: str = ...,
    group: str = ...,
    advanced: bool = ...,
    since: str = ...,
    deprecated: str = ...,
    minimum: float | None = ...,
    maximum: float | None = ...,
    min_length: int | None = ...,
    pattern: str | None = ...,
    choices: Sequence[Any] = ...,
    placeholder: str = ...,
    multiline: bool = ...,
) -> Any: ...
def field(*, default: Any = attrs.NOTHING, factory: Callable[[], Any] | None = None, **about: Any) -> Any:
    """Describe one field of a config class: from this come validation, JSON Schema, form, manual and command-line help.

    Args:
        default: the value where none is given; without ``default`` and ``factory`` the field is required.
        factory: makes the default.
        **about: what `FieldInfo` holds:
            ``title``: label in forms; ``help``: one or two sentences; ``group``: heading that it stands under;
            ``advanced``: folded away in forms;
            ``since``: version of the plugin that brought it; ``deprecated``: what to use instead;
            ``minimum``, ``maximum``: inclusive bounds of a number;
            ``min_length``: fewest characters or items; ``pattern``: regular expression that the whole text must match;
            ``choices``: the permitted values; ``placeholder``: example shown in an empty input;
            ``multiline``: the text has lines (a certificate, a statement).
    """
    about["choices"] = tuple(about.get("choices", ()))
    return attrs.field(
        default=default if factory is None else attrs.Factory(factory), metadata={_INFO: FieldInfo(**about)}
    )


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
def define(cls: C) -> C:
    """Make a config class: frozen, keyword-only, its fields described by `field`.

    Fields may be ``str``, ``int``, ``float``, ``bool``, `Secret`, ``Path``, an Enum, a ``Literal``, another config class,
    a union of config classes that each have a field ``type: Literal["…"] = "…"``, ``tuple`` or ``list`` or
    ``Mapping[str, …]`` of these, ``Any`` for any JSON value, and each of them ``| None``.
    Rules across fields go into ``__attrs_post_init__``, which raises ValueError (or `nexus.errors.InvalidInput` with paths).
    """
    made = attrs.define(cls, frozen=True, kw_only=True)
    setattr(made, _DEFINED, True)
    return made


def is_config(cls: object) -> bool:
    """Whether ``cls`` is a class made by `define` itself, not merely a subclass of one."""
    return isinstance(cls, type) and attrs.has(cls) and bool(cls.__dict__.get(_DEFINED, False))


def field_info(attribute: "attrs.Attribute[Any]") -> FieldInfo:
    """Return what a field says about itself; empty for one written without `field`."""
    info = attribute.metadata.get(_INFO)
    return info if isinstance(info, FieldInfo) else FieldInfo()


def field_types(cls: type[Any]) -> Mapping[str, Any]:
    """Return the fields' annotations, resolved.

    Raises:
        TypeError: an annotation names something that its module does not have.
    """
    try:
        return typing.get_type_hints(cls, localns={"Secret": Secret})
    except NameError as error:
        raise TypeError(f"config class {cls.__qualname__}: {error}; import it outside TYPE_CHECKING") from error
