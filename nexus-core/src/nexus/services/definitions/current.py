"""What is defined now in one workspace, as documents would say it."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from nexus.engine.sequence.plan import StepComponents
from nexus.model.connection import Application, Connection
from nexus.model.workflow import Workflow
from nexus.services.definitions.convert import application_entry, workflow_entry
from nexus.services.repositories import Repositories


@frozen
class Current:
    """The definitions of one workspace, by name; connections with their secrets in clear."""

    workspace_id: str
    applications: Mapping[str, Application]
    connections: Mapping[str, Connection] = field(repr=False)
    workflows: Mapping[str, Workflow]

    @property
    def names(self) -> dict[str, str]:
        """Names of applications and connections by id."""
        named: dict[str, Application | Connection] = {**self.applications}
        found = {value.id: name for name, value in named.items()}
        return found | {value.id: name for name, value in self.connections.items()}

    def entries(self, components: StepComponents) -> dict[str, dict[str, dict[str, Any]]]:
        """Return section -> name -> entry, as a file would say it, secrets in clear."""
        names = self.names
        return {
            "applications": {name: application_entry(value) for name, value in self.applications.items()},
            "connections": {name: connection_entry(value) for name, value in self.connections.items()},
            "workflows": {
                name: workflow_entry(value, names, components.step_types) for name, value in self.workflows.items()
            },
        }


def read_current(repositories: Repositories, workspace_id: str) -> Current:
    """Read all definitions of a workspace.

    Raises:
        ConfigurationError: an encryption key is missing; the message names it.
    """
    connections = [
        repositories.connections.open(workspace_id, one.id) for one in repositories.connections.list(workspace_id)
    ]
    return Current(
        workspace_id,
        {one.name: one for one in repositories.applications.list(workspace_id)},
        {one.name: one for one in connections},
        {one.name: one for one in repositories.workflows.list(workspace_id)},
    )


def connection_entry(value: Connection) -> dict[str, Any]:
    """Return ``value`` as a file would say it, secrets in clear."""
    entry: dict[str, Any] = {"name": value.name, "connector": value.connector}
    if value.config:
        entry["config"] = dict(value.config)
    if value.via_agent is not None:
        entry["via_agent"] = value.via_agent
    return entry
