"""A config class that cannot work is refused, with the field that is to blame."""

from typing import Literal

import pytest

from nexus import Secret, config
from nexus.config.shapes import fields_of


@config.define
class Left:
    type: Literal["left"] = "left"


@config.define
class AlsoLeft:
    type: Literal["left"] = "left"


@config.define
class Untagged:
    name: str = ""


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (bytes, r"Bad\.field: a configuration cannot have <class 'bytes'>"),
        (int | str, "in a union must be a config class"),
        (Left | Untagged, "must be a config class with a field type"),
        (Left | AlsoLeft, "two variants have the type 'left'"),
        (dict[int, str], "a configuration cannot have"),
        (tuple[str, int], "a configuration cannot have"),
    ],
)
def test_a_type_that_no_configuration_can_have_is_named(annotation, message):
    bad = config.define(type("Bad", (), {"__annotations__": {"field": annotation}}))
    with pytest.raises(TypeError, match=message):
        fields_of(bad)


@pytest.mark.parametrize(
    ("annotation", "about", "message"),
    [
        (str, {"minimum": 1}, "for numbers"),
        (int, {"pattern": "x"}, "for texts"),
        (int, {"min_length": 1}, "for texts, lists"),
        (bool, {"choices": (True,)}, "for texts and numbers"),
    ],
)
def test_a_constraint_that_does_not_fit_the_type_is_refused(annotation, about, message):
    bad = config.define(type("Bad", (), {"__annotations__": {"field": annotation}, "field": config.field(**about)}))
    with pytest.raises(TypeError, match=message):
        fields_of(bad)


def test_a_class_without_define_is_refused():
    with pytest.raises(TypeError, match=r"decorate it with nexus\.config\.define"):
        fields_of(dict)


def test_a_subclass_needs_define_too_and_has_the_fields_of_its_base_first():
    class Plain(Untagged):
        pass

    @config.define
    class Defined(Untagged):
        token: Secret

    with pytest.raises(TypeError, match="decorate"):
        fields_of(Plain)
    assert list(fields_of(Defined)) == ["name", "token"]


def test_a_name_that_only_type_checkers_import_is_explained():
    bad = config.define(type("Bad", (), {"__annotations__": {"field": "Missing"}}))
    with pytest.raises(TypeError, match="import it outside TYPE_CHECKING"):
        fields_of(bad)
