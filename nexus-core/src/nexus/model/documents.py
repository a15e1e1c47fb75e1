"""Model values as JSON documents, and back: what is stored for a version of a workflow, and what it is read from.

All attributes are written, defaults too: a version keeps its meaning when a default changes in a later release.
"""

from typing import Any, Final, TypeVar

import cattrs
from attrs import evolve
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from nexus.errors import FieldError, InvalidInput
from nexus.model.workflow import Workflow

T = TypeVar("T")

_ROW_ATTRIBUTES: Final = ("id", "workspace_id", "version", "enabled")
"""Attributes of a workflow that its row keeps: they are not part of what a version says."""


def to_document(workflow: Workflow) -> dict[str, Any]:
    """Return the JSON document of this version, without id, workspace, version number and switch."""
    document: dict[str, Any] = _converter.unstructure(workflow)
    return document


def from_document(
    document: Any, *, workflow_id: str, workspace_id: str, version: int = 1, enabled: bool = True
) -> Workflow:
    """Read what `to_document` wrote, or what a caller sends in that shape.

    Raises:
        InvalidInput: with the path of every fault; unknown attributes are faults, for a dropped ``condition`` would
            deliver what should be filtered.
    """
    bare = from_json(Workflow, document)
    return evolve(bare, id=workflow_id, workspace_id=workspace_id, version=version, enabled=enabled)


def to_json(value: Any) -> Any:
    """Return a JSON-able copy of a model value."""
    return _converter.unstructure(value)


def from_json(kind: type[T], value: Any) -> T:
    """Build a model value of ``kind`` (an attrs class, or ``tuple[Class, ...]``) from JSON.

    Raises:
        InvalidInput: with the path of every fault.
    """
    try:
        return _converter.structure(value, kind)
    except (cattrs.BaseValidationError, TypeError, ValueError) as error:
        raise InvalidInput([_fault(message) for message in cattrs.transform_error(error)]) from error


def _fault(message: str) -> FieldError:
    text, _, place = message.rpartition(" @ ")
    return FieldError(path=place.removeprefix("$").removeprefix("."), message=text or message)


def _workflow_reader(converter: cattrs.Converter) -> Any:
    names = {name: override(omit=True) for name in _ROW_ATTRIBUTES if name not in {"id", "workspace_id"}}
    read = make_dict_structure_fn(Workflow, converter, _cattrs_forbid_extra_keys=True, **names)  # type: ignore[arg-type] # overrides by name

    def structure(value: Any, kind: type[Workflow]) -> Workflow:
        if not isinstance(value, dict):
            raise TypeError("a workflow is an object")
        return read({**value, "id": "", "workspace_id": ""}, kind)

    return structure


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list})
    hidden = {name: override(omit=True) for name in _ROW_ATTRIBUTES}
    converter.register_unstructure_hook(Workflow, make_dict_unstructure_fn(Workflow, converter, **hidden))  # type: ignore[arg-type] # overrides by name
    converter.register_structure_hook(Workflow, _workflow_reader(converter))
    return converter


_converter: Final = _make_converter()
