"""What figures are about."""

from enum import StrEnum

from attrs import frozen


class Kind(StrEnum):
    """Kinds of things that are measured."""

    WORKSPACE = "workspace"
    WORKFLOW = "workflow"
    PIPELINE = "pipeline"
    APPLICATION = "application"
    CONNECTION = "connection"


@frozen(cache_hash=True)
class Subject:
    """A thing that is measured.

    Attributes:
        id: its id; of a pipeline ``WORKFLOW/PIPELINE``, as `nexus.engine.route.Route.key` has it, since the pipeline's own
            is not unique for sequences.
    """

    kind: Kind
    id: str
