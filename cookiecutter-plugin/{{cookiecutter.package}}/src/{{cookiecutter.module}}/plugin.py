{%- set roles = cookiecutter.roles.replace(" ", "").split(",") -%}
{%- set connects = "sink" in roles or "source" in roles or "query" in roles or "browse" in roles -%}
"""Offers {{ cookiecutter.title }} to Nexus."""
{% if cookiecutter.sql == "no" %}
from nexus import (
{%- if "sink" in roles %}
    BatchPolicy,
    Capability,
{%- endif %}
{%- if connects %}
    Connector,
{%- endif %}
{%- if "transform" in roles %}
    Parameter,
{%- endif %}
{%- if "sink" in roles %}
    SinkType,
{%- endif %}
{%- if "source" in roles %}
    SourceType,
{%- endif %}
{%- if "step" in roles %}
    StepType,
{%- endif %}
{%- if "transform" in roles %}
    TransformFunction,
{%- endif %}
    hookimpl,
)
{%- if "browse" in roles %}
from {{ cookiecutter.module }}.browse import open_browse
{%- endif %}
{%- if connects %}
from {{ cookiecutter.module }}.check import check
from {{ cookiecutter.module }}.config import {{ cookiecutter.prefix }}Config
{%- endif %}
{%- if "transform" in roles %}
from {{ cookiecutter.module }}.functions import initials
{%- endif %}
{%- if "query" in roles %}
from {{ cookiecutter.module }}.query import open_query
{%- endif %}
{%- if "sink" in roles %}
from {{ cookiecutter.module }}.sink import OPERATIONS, open_sink
{%- endif %}
{%- if "source" in roles %}
from {{ cookiecutter.module }}.source import open_source
{%- endif %}
{%- if "step" in roles %}
from {{ cookiecutter.module }}.step import {{ cookiecutter.prefix }}Settings, {{ cookiecutter.prefix }}Step
{%- endif %}

nexus_contract = "1.0"
{% if connects %}
DOCS = """\
What the store needs: a SQLite file with the tables `settings`, `documents` and `outbox`, and its token.

Say here which rights the user needs, and where the limits are.
"""

CONNECTOR = Connector(
    name="{{ cookiecutter.name }}",
    title="{{ cookiecutter.title }}",
    family="database",
    config={{ cookiecutter.prefix }}Config,
    check=check,
{%- if "query" in roles %}
    query=open_query,
{%- endif %}
{%- if "browse" in roles %}
    browse=open_browse,
{%- endif %}
    docs=DOCS,
)
{% endif %}
{%- if "sink" in roles %}
SINK = SinkType(
    connector=CONNECTOR,
    open=open_sink,
    operations=OPERATIONS,
    batching=BatchPolicy(max_rows=500),
    capabilities={
        "*": {Capability.TRANSACTIONAL, Capability.ORDERED},
        "upsert": {Capability.IDEMPOTENT_WRITE},
        "delete": {Capability.IDEMPOTENT_WRITE},
    },
)
{% endif %}
{%- if "source" in roles %}
SOURCE = SourceType(connector=CONNECTOR, open=open_source)
{% endif %}
{%- if "step" in roles %}
STEP = StepType(
    name="{{ cookiecutter.name.replace('-', '_') }}_text",
    title="{{ cookiecutter.title }}: text",
    config={{ cookiecutter.prefix }}Settings,
    open={{ cookiecutter.prefix }}Step,
    doc="Writes a text from the data of a run.",
    connections=(),
    templates=("text",),
    effect=False,
)
{% endif %}
{%- if "transform" in roles %}
FUNCTIONS = [
    TransformFunction(
        name="{{ cookiecutter.name.replace('-', '_') }}_initials",
        function=initials,
        parameters=(Parameter("separator", "string", required=False, default="", doc="Stands between them."),),
        returns="string",
        doc="Keeps the first letter of each word: Ada King gives AK.",
    )
]
{% endif %}
{%- if "sink" in roles %}

@hookimpl
def nexus_sinks() -> list[SinkType]:
    """Return the sink."""
    return [SINK]

{% endif %}
{%- if "source" in roles %}

@hookimpl
def nexus_sources() -> list[SourceType]:
    """Return the source."""
    return [SOURCE]

{% endif %}
{%- if "step" in roles %}

@hookimpl
def nexus_step_types() -> list[StepType]:
    """Return the step."""
    return [STEP]

{% endif %}
{%- if "transform" in roles %}

@hookimpl
def nexus_transforms() -> list[TransformFunction]:
    """Return the functions."""
    return FUNCTIONS
{% endif %}
{%- endif %}
