"""Templates put values into texts without letting them change the text's meaning."""

import pytest

from nexus.errors import MappingError
from nexus.mapping.paths import PathError
from nexus.mapping.template import compile_template

DATA = {
    "payload": {"id": 7, "name": "a/b?c", "n": None, "o": {}, "a.b": 1, "up": ".."},
    "message": {},
    "steps": {"x": {"y": 1}},
}


def test_places_are_filled_and_doubled_braces_are_braces():
    template = compile_template('/c/{payload.id}/{{x}}/{steps.x.y}{payload["a.b"]}')
    assert template.render(DATA) == "/c/7/{x}/11"
    assert template.places == ("payload.id", "steps.x.y", 'payload["a.b"]')


def test_values_are_percent_encoded_for_urls():
    assert compile_template("/{payload.name}", "path").render(DATA) == "/a%2Fb%3Fc"
    assert compile_template("?q={payload.name}", "query").render(DATA) == "?q=a%2Fb%3Fc"


@pytest.mark.parametrize(
    ("text", "message"), [("{payload.x}", "is missing"), ("{payload.n}", "is null"), ("{payload.o}", "found object")]
)
def test_a_value_that_is_not_there_is_a_mapping_error(text, message):
    with pytest.raises(MappingError, match=message):
        compile_template(text).render(DATA)


def test_a_value_cannot_climb_in_a_path():
    with pytest.raises(MappingError, match="another place"):
        compile_template("/{payload.up}", "path").render(DATA)


@pytest.mark.parametrize("text", ["{", "}", "a}b", "{}", "{id}", "{$}", "{payload..x}", "{payload.x"])
def test_a_bad_template_is_refused(text):
    with pytest.raises(PathError):
        compile_template(text)
