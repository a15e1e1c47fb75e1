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
    """The definitions of one workspace, by name; connections with their secrets in clear.

    Attributes:
        agents: names of agents by id: connections may be reached through them.
    """

    workspace_id: str
    applications: Mapping[str, Application]
    connections: Mapping[str, Connection] = field(repr=False)
    workflows: Mapping[str, Workflow]
    agents: Mapping[str, str]

    @property
    def names(self) -> dict[str, str]:
        """Names of applications and connections by id."""
        named: dict[str, Application | Connection] = {**self.applications}
        found = {value.id: name for name, value in named.items()}
        return found | {value.id: name for name, value in self.connections.items()}

    @property
    def agent_names(self) -> dict[str, str]:
        """Names of agents by all that they may be called: id and name."""
        return {name: name for name in self.agents.values()} | dict(self.agents)

    def agent_id(self, called: str | None) -> str | None:
        """Return the id of the agent that is called so, by name or id; None for None."""
        return {name: key for key, name in self.agents.items()}.get(called, called) if called is not None else None

    def entries(self, components: StepComponents) -> dict[str, dict[str, dict[str, Any]]]:
        """Return section -> name -> entry, as a file would say it, secrets in clear."""
        names = self.names
        return {
            "applications": {name: application_entry(value) for name, value in self.applications.items()},
            "connections": {name: connection_entry(value, self.agents) for name, value in self.connections.items()},
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
        {one.id: one.name for one in repositories.agents.list(workspace_id)},
    )


def connection_entry(value: Connection, agents: Mapping[str, str]) -> dict[str, Any]:
    """Return ``value`` as a file would say it, secrets in clear; ``agents`` has their names by id."""
    entry: dict[str, Any] = {"name": value.name, "connector": value.connector}
    if value.config:
        entry["config"] = dict(value.config)
    if value.via_agent is not None:
        entry["via_agent"] = agents.get(value.via_agent, value.via_agent)
    return entry
