"""The ways that messages take in a workspace: pipelines and sequences, with the connector family of each."""

from collections.abc import Mapping

from attrs import frozen

from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import FAMILY, StepComponents
from nexus.errors import ConfigurationError
from nexus.model.workflow import Mode, Workflow
from nexus.services.repositories import Repositories


@frozen
class Way:
    """A pipeline as a letter or a line of the log names it, and the connector family whose retry queue it uses."""

    workflow: str
    pipeline: str
    family: str


class Ways:
    """Looks ways up; for one question: what it has read once it does not read again.

    Args:
        repositories: for workflows and connections.
        components: for the families of connectors.
    """

    def __init__(self, repositories: Repositories, components: StepComponents, workspace_id: str) -> None:
        self._repositories = repositories
        self._components = components
        self._workspace_id = workspace_id
        self._workflows: Mapping[str, Workflow] | None = None

    def workflows(self) -> Mapping[str, Workflow]:
        """All workflows by id, in their current version."""
        if self._workflows is None:
            self._workflows = {one.id: one for one in self._repositories.workflows.list(self._workspace_id)}
        return self._workflows

    def all(self) -> dict[tuple[str, str], Way | str]:
        """Return by workflow and pipeline id where messages go, or why they cannot."""
        connectors = {one.id: one.connector for one in self._repositories.connections.list(self._workspace_id)}
        ways: dict[tuple[str, str], Way | str] = {}
        for workflow in self.workflows().values():
            if workflow.mode is Mode.SEQUENTIAL:
                ways[workflow.id, SEQUENCE] = Way(workflow.id, SEQUENCE, FAMILY)
            for one in workflow.pipelines:
                ways[workflow.id, one.id] = self._way(workflow.id, one.id, connectors.get(one.destination, ""))
        return ways

    def _way(self, workflow_id: str, pipeline_id: str, connector: str) -> Way | str:
        try:
            return Way(workflow_id, pipeline_id, self._components.connector(connector).family)
        except ConfigurationError as error:
            return str(error)
