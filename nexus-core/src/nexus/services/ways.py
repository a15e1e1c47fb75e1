"""The ways that messages take in a workspace: pipelines and sequences, with the connector family of each."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Final

from attrs import frozen

from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import FAMILY, StepComponents
from nexus.errors import ConfigurationError
from nexus.hookspecs import TransformFunction
from nexus.mapping.compile import CompiledMapping
from nexus.model.workflow import Mode, Pipeline, Workflow
from nexus.services.fresh import Fresh
from nexus.services.repositories import Repositories
from nexus.services.shown import compiled

KEPT_S: Final = 1.0
"""What another process changes may be unknown for so long, if the news of it is lost."""


@frozen
class Way:
    """A pipeline as a letter or a line of the log names it, and the connector family whose retry queue it uses."""

    workflow: str
    pipeline: str
    family: str


class Ways:
    """Looks ways up; what it has read once it does not read again, so that one answer is all of a piece.

    Args:
        repositories: for workflows and connections.
        components: for the families of connectors.
    """

    def __init__(self, repositories: Repositories, components: StepComponents, workspace_id: str) -> None:
        self._repositories = repositories
        self._components = components
        self._workspace_id = workspace_id
        self._workflows: Mapping[str, Workflow] | None = None
        self._all: Mapping[tuple[str, str], Way | str] | None = None
        self._sources: Mapping[str, frozenset[str]] | None = None
        self._compiled: dict[str, CompiledMapping] = {}

    def workflows(self) -> Mapping[str, Workflow]:
        """All workflows by id, in their current version."""
        if self._workflows is None:
            self._workflows = {one.id: one for one in self._repositories.workflows.list(self._workspace_id)}
        return self._workflows

    def fed_by(self, sources: Collection[str]) -> list[str]:
        """Return the ids of the workflows that any of these applications and connections feeds, or has ever fed."""
        if self._sources is None:
            self._sources = self._repositories.workflows.sources(self._workspace_id)
        return [one for one, fed in self._sources.items() if not fed.isdisjoint(sources)]

    def mapping(self, pipeline: Pipeline, functions: Mapping[str, TransformFunction]) -> CompiledMapping:
        """Return the mapping of one of these pipelines; raises InvalidInput, as `compiled`."""
        found = self._compiled.get(pipeline.id)
        if found is None:
            found = self._compiled[pipeline.id] = compiled(pipeline, functions)
        return found

    def all(self) -> Mapping[tuple[str, str], Way | str]:
        """Return by workflow and pipeline id where messages go, or why they cannot."""
        if self._all is None:
            self._all = self._read()
        return self._all

    def _read(self) -> dict[tuple[str, str], Way | str]:
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


class KeptWays:
    """Ways of workspaces, read again when they are `KEPT_S` old, or when this process changes or hears of anything.

    Args:
        repositories: as for `Ways`.
        components: as for `Ways`.
        changes: tells another number after each change.
        clock: seconds of a monotonic clock.
    """

    def __init__(
        self,
        repositories: Repositories,
        components: StepComponents,
        changes: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._repositories = repositories
        self._components = components
        self._kept: Fresh[str, Ways] = Fresh(changes, clock, KEPT_S)

    def of(self, workspace_id: str) -> Ways:
        """Return the ways of a workspace."""
        return self._kept.get(workspace_id, lambda: Ways(self._repositories, self._components, workspace_id))
