import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.errors import InvalidInput
from nexus.model.documents import from_document, to_document
from nexus.model.mapping import MappingRule, OnNull, TransformCall
from nexus.model.workflow import Mode, Pipeline, Step, Workflow, WorkflowSource

TEXT = st.text(max_size=5)
JSON = st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT) | st.dictionaries(TEXT, TEXT)
RULES = st.builds(
    MappingRule,
    target=TEXT,
    source=st.none() | TEXT,
    transforms=st.lists(st.builds(TransformCall, TEXT, st.dictionaries(TEXT, JSON)), max_size=2).map(tuple),
    on_null=st.none() | st.sampled_from(OnNull),
    default=JSON,
    has_default=st.booleans(),
)
PIPELINES = st.builds(
    Pipeline,
    id=TEXT,
    name=TEXT,
    destination=TEXT,
    operation=TEXT,
    key=st.lists(TEXT, max_size=2).map(tuple),
    mappings=st.lists(RULES, max_size=2).map(tuple),
    options=st.dictionaries(TEXT, JSON, max_size=2),
    max_retries=st.none() | st.integers(),
)
WORKFLOWS = st.builds(
    Workflow,
    id=TEXT,
    workspace_id=TEXT,
    name=TEXT,
    mode=st.sampled_from(Mode),
    version=st.integers(1, 99),
    enabled=st.booleans(),
    sources=st.lists(st.builds(WorkflowSource, application=TEXT), max_size=2).map(tuple),
    pipelines=st.lists(PIPELINES, max_size=2).map(tuple),
    steps=st.lists(st.builds(Step, TEXT, TEXT, st.dictionaries(TEXT, JSON)), max_size=2).map(tuple),
    retention_hours=st.floats(0, 1000),
)


@given(WORKFLOWS)
def test_a_workflow_comes_back_from_its_document(workflow):
    document = json.loads(json.dumps(to_document(workflow)))
    again = from_document(
        document,
        workflow_id=workflow.id,
        workspace_id=workflow.workspace_id,
        version=workflow.version,
        enabled=workflow.enabled,
    )
    assert again == workflow


def test_what_the_row_keeps_is_not_in_the_document():
    assert not {"id", "workspace_id", "version", "enabled"} & to_document(Workflow("i", "w", "n")).keys()


def test_defaults_are_written_so_that_a_version_keeps_its_meaning():
    assert to_document(Workflow("i", "w", "n"))["max_retries"] == 10


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, "name"),
        ({"name": "n", "mode": "nope"}, "mode"),
        ({"name": "n", "pipelines": [{"id": "a", "name": "a", "destination": "d"}]}, "pipelines[0].operation"),
        ({"name": "n", "conditon": "x"}, ""),
        ([], ""),
    ],
)
def test_every_fault_has_its_path(document, path):
    with pytest.raises(InvalidInput) as caught:
        from_document(document, workflow_id="i", workspace_id="w")
    assert [error.path for error in caught.value.errors] == [path]
