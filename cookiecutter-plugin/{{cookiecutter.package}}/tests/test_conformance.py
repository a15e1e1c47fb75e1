{%- set roles = cookiecutter.roles.replace(" ", "").split(",") -%}
{%- set connects = "sink" in roles or "source" in roles or "query" in roles or "browse" in roles -%}
"""Every promise of the contract, checked against the real thing."""

from typing import ClassVar

import pytest
{%- if connects %}
from benches import StoreBench
{%- endif %}

from nexus.testing import (
{%- if "browse" in roles %}
    BrowseConformance,
{%- endif %}
{%- if connects %}
    ConfigConformance,
{%- endif %}
{%- if "transform" in roles %}
    Example,
{%- endif %}
{%- if "query" in roles %}
    QueryConformance,
{%- endif %}
{%- if "sink" in roles %}
    SinkConformance,
{%- endif %}
{%- if "source" in roles %}
    SourceConformance,
{%- endif %}
{%- if "step" in roles %}
    StepBench,
    StepConformance,
{%- endif %}
{%- if "transform" in roles %}
    TransformConformance,
{%- endif %}
)
from {{ cookiecutter.module }}.plugin import (
{%- if connects %}
    CONNECTOR,
{%- endif %}
{%- if "transform" in roles %}
    FUNCTIONS,
{%- endif %}
{%- if "sink" in roles %}
    SINK,
{%- endif %}
{%- if "source" in roles %}
    SOURCE,
{%- endif %}
{%- if "step" in roles %}
    STEP,
{%- endif %}
)
{% if connects %}
NO_NETWORK = {"through": "the store is a file, reached without a network"}


@pytest.fixture
def bench(tmp_path):
    return StoreBench(tmp_path)


class TestConfig(ConfigConformance):
    connector = CONNECTOR
    skips: ClassVar = NO_NETWORK

{% endif %}
{%- if "sink" in roles %}
class TestSink(SinkConformance):
    sink_type = SINK
    skips: ClassVar = {**NO_NETWORK, "drift": "documents have no columns that could change"}

{% endif %}
{%- if "source" in roles %}
class TestSource(SourceConformance):
    source_type = SOURCE
    skips: ClassVar = NO_NETWORK

{% endif %}
{%- if "query" in roles %}
class TestQuery(QueryConformance):
    connector = CONNECTOR
    skips: ClassVar = NO_NETWORK

{% endif %}
{%- if "browse" in roles %}
class TestBrowse(BrowseConformance):
    connector = CONNECTOR
    skips: ClassVar = NO_NETWORK

{% endif %}
{%- if "step" in roles %}
NO_SYSTEM = "the step reaches no other system"


class TextBench(StepBench):
    settings: ClassVar = {"text": "Dear {payload.name}"}

    def verify(self, number, result):
        assert result.output == {"text": f"Dear item {number}"}

    def bad_data(self):
        return {**self.data(1), "payload": {}}


class TestStep(StepConformance):
    step_type = STEP
    skips: ClassVar = {"away": NO_SYSTEM, "keys": NO_SYSTEM, "sent": NO_SYSTEM}

    @pytest.fixture
    def bench(self):
        return TextBench()

{% endif %}
{%- if "transform" in roles %}
class TestFunctions(TransformConformance):
    transforms = FUNCTIONS
    examples: ClassVar = {
        FUNCTIONS[0].name: [
            Example("Ada King", "AK"),
            Example("Ada King", "A.K", {"separator": "."}),
            Example(17, refused="needs text"),
        ]
    }
{% endif %}
