"""What every config class keeps to, whether it configures a connection or a step."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest

from nexus.config import json_schema, structure, unstructure
from nexus.config.shapes import Object, Shape, Variants, fields_of
from nexus.errors import InvalidInput


def assert_form_fits(cls: type[Any], good: Any) -> None:
    """Hold a config class to a valid schema that a good instance fits, and that instance to storage."""
    schema = json_schema(cls)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(unstructure(good))
    assert structure(cls, unstructure(good)) == good


def assert_faults_are_named(cls: type[Any], good: Any) -> None:
    """Hold a config class to naming what is misspelled or missing."""
    plain = unstructure(good)
    with pytest.raises(InvalidInput, match="no_such_field"):
        structure(cls, {**plain, "no_such_field": 1})
    for name in json_schema(cls).get("required", ()):
        with pytest.raises(InvalidInput, match=name):
            structure(cls, {key: value for key, value in plain.items() if key != name})


def untitled(cls: type[Any]) -> list[str]:
    """Return the paths of the fields that have no title."""
    return [path for path, title in _titles(Object(cls), "") if not title]


def _titles(shape: Shape, path: str) -> Iterator[tuple[str, str]]:
    classes: Mapping[str, type] = shape.classes if isinstance(shape, Variants) else {}
    for cls in classes.values() if classes else (shape.cls,) if isinstance(shape, Object) else ():
        for name, field in fields_of(cls).items():
            if name != "type" or not classes:
                yield f"{path}{name}", field.info.title
            yield from _titles(field.core, f"{path}{name}.")
