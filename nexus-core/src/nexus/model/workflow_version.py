"""The past of a workflow: every save is a version that never changes."""

from datetime import datetime

from attrs import frozen

from nexus.model.workflow import Workflow


@frozen
class WorkflowVersion:
    """One saved version, with who saved it and why."""

    workflow: Workflow
    number: int
    author: str
    comment: str
    created_at: datetime
