"""What a caller gives for the parameters of a saved query, in their types."""

from collections.abc import Mapping
from typing import Any

from nexus.errors import FieldError, InvalidInput
from nexus.mapping.conversion import converter
from nexus.model.query import Query, QueryParameter


def arguments(query: Query, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return name -> value for every parameter; texts (of a query string) and JSON values are taken alike.

    Raises:
        InvalidInput: with every fault and its name: missing, unknown, or not of its type.
    """
    faults = [
        FieldError(name, "is no parameter of this query")
        for name in given
        if name not in {one.name for one in query.parameters}
    ]
    values: dict[str, Any] = {}
    for parameter in query.parameters:
        try:
            values[parameter.name] = _value(parameter, given)
        except ValueError as error:
            faults.append(FieldError(parameter.name, str(error)))
    if faults:
        raise InvalidInput(faults)
    return values


def _value(parameter: QueryParameter, given: Mapping[str, Any]) -> Any:
    raw = given.get(parameter.name)
    if raw is None:
        if parameter.required and parameter.default is None:
            raise ValueError("is missing" if parameter.name not in given else "is null")
        raw = parameter.default
    return None if raw is None else converter(parameter.type)(raw)
