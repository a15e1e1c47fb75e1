"""The tables of definition files, from the classes that they are read into."""

from tables import config_table

from nexus.builtin.steps.condition import ConditionSettings
from nexus.builtin.steps.db_query import DbQuerySettings
from nexus.builtin.steps.delay import DelaySettings
from nexus.builtin.steps.transform import TransformSettings
from nexus.flowtests.documents import (
    CaseDocument,
    ErrorDocument,
    ExpectationDocument,
    FlowTestDocument,
    PipelineExpectation,
    SentDocument,
)
from nexus.mapping.documents import FieldDocument, MappingDocument
from nexus.services.definitions.documents import (
    ApplicationDocument,
    ConnectionDocument,
    PipelineDocument,
    SourceDocument,
    StepDocument,
    WorkflowDocument,
)
from nexus.services.queries import ParameterDocument, QueryDocument

TABLES = {
    "query": QueryDocument,
    "query parameter": ParameterDocument,
    "mapping rule": MappingDocument,
    "application": ApplicationDocument,
    "application field": FieldDocument,
    "connection": ConnectionDocument,
    "workflow": WorkflowDocument,
    "source": SourceDocument,
    "pipeline": PipelineDocument,
    "step": StepDocument,
    "step transform": TransformSettings,
    "step condition": ConditionSettings,
    "step delay": DelaySettings,
    "step db_query": DbQuerySettings,
    "flow test": FlowTestDocument,
    "flow test case": CaseDocument,
    "flow test message": SentDocument,
    "flow test expectation": ExpectationDocument,
    "flow test pipeline": PipelineExpectation,
    "flow test error": ErrorDocument,
}


def definitions() -> dict[str, str]:
    """Return the table of each kind of document."""
    return {name: config_table(cls) for name, cls in TABLES.items()}
