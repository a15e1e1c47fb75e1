"""One way that messages take, whatever lies on it: a fan-out pipeline, or the steps of a sequential workflow."""

from attrs import evolve, field, frozen

from nexus.hookspecs import BatchPolicy
from nexus.mapping.masks import MaskBook
from nexus.model.workflow import Pipeline, Workflow

SEQUENCE = "sequence"
"""Name of a sequential workflow's consumer group, and of its only route."""


@frozen
class Route:
    """What reading, retrying and dead-lettering need to know.

    Attributes:
        pipeline_id: the consumer group; `SEQUENCE` for a sequential workflow.
        name: for people: the pipeline's name, or the workflow's.
        family: connector family; names the retry queue.
        max_retries: further attempts before a delivery becomes a dead letter.
        ordered: no message overtakes an earlier one; what fails is tried again in its place.
        masks: what applications want nobody to see in reasons; kept up to date by whoever gave it.
        workflow: the workflow's name, for people.
        connection_id: the destination of a pipeline; empty for a sequential workflow.
    """

    workspace_id: str
    workflow_id: str
    pipeline_id: str
    name: str
    family: str
    batching: BatchPolicy
    max_retries: int
    retry_base: float
    retry_cap: float
    ordered: bool = False
    masks: MaskBook = field(factory=MaskBook, eq=False, repr=False)
    workflow: str = ""
    connection_id: str = ""

    @property
    def key(self) -> str:
        """Unique in the whole installation, as ``pipeline_id`` is not for sequences."""
        return f"{self.workflow_id}/{self.pipeline_id}"


def pipeline_route(workflow: Workflow, pipeline: Pipeline, family: str, batching: BatchPolicy) -> Route:
    """Return the route of a fan-out pipeline."""
    own = pipeline.max_retries
    ordered = pipeline.ordered_by is not None
    return Route(
        workspace_id=workflow.workspace_id,
        workflow_id=workflow.id,
        pipeline_id=pipeline.id,
        name=pipeline.name,
        family=family,
        batching=evolve(batching, max_in_flight=1) if ordered else batching,
        max_retries=workflow.max_retries if own is None else own,
        retry_base=workflow.retry_base,
        retry_cap=workflow.retry_cap,
        ordered=ordered,
        workflow=workflow.name,
        connection_id=pipeline.destination,
    )
