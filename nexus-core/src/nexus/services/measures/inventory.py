"""What there is to be measured in a workspace, by name."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen

from nexus.engine.route import SEQUENCE
from nexus.engine.sequence.plan import FAMILY
from nexus.model.connection import Application, Connection
from nexus.model.metrics import Kind, Subject
from nexus.model.workflow import Mode, Workflow
from nexus.services.repositories import Repositories


class Family(Protocol):
    """A connector, as far as its family goes."""

    @property
    def family(self) -> str:
        """Names the retry queue of its deliveries."""
        ...


@frozen
class Place:
    """A pipeline, or the only route of a sequential workflow.

    Attributes:
        connection_id: its destination; empty for a sequence.
    """

    workflow: Workflow
    id: str
    name: str
    family: str
    connection_id: str = ""
    enabled: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """Workflow and pipeline id."""
        return (self.workflow.id, self.id)

    @property
    def subject(self) -> Subject:
        """What its figures are kept by."""
        return Subject(Kind.PIPELINE, f"{self.workflow.id}/{self.id}")


@frozen
class Inventory:
    """All of a workspace."""

    workspace_id: str
    workflows: Sequence[Workflow]
    places: Sequence[Place]
    applications: Sequence[Application]
    connections: Sequence[Connection]

    @property
    def routes(self) -> dict[str, list[tuple[str, str]]]:
        """Workflow id to its pipelines, each with its family."""
        found: dict[str, list[tuple[str, str]]] = {one.id: [] for one in self.workflows}
        for place in self.places:
            found[place.workflow.id].append((place.id, place.family))
        return found

    def subject(self, kind: Kind, asked: str) -> Subject | None:
        """Return what ``asked`` (an id or a name) is in this workspace, or None: what is in another is not seen."""
        if kind is Kind.PIPELINE:
            found = [one.subject for one in self.places if asked in {one.id, one.subject.id}]
            return found[0] if found else None
        lists: Mapping[Kind, Sequence[Workflow | Application | Connection]] = {
            Kind.WORKFLOW: self.workflows,
            Kind.APPLICATION: self.applications,
            Kind.CONNECTION: self.connections,
        }
        return next((Subject(kind, one.id) for one in lists.get(kind, ()) if asked in {one.id, one.name}), None)


def read_inventory(repositories: Repositories, connectors: Mapping[str, Family], workspace_id: str) -> Inventory:
    """Read what a workspace has. Synchronous, from the metadata database."""
    workflows = repositories.workflows.list(workspace_id)
    connections = repositories.connections.list(workspace_id)
    families = {
        one.id: connectors[one.connector].family if one.connector in connectors else FAMILY for one in connections
    }
    return Inventory(
        workspace_id=workspace_id,
        workflows=workflows,
        places=[place for workflow in workflows for place in _places(workflow, families)],
        applications=repositories.applications.list(workspace_id),
        connections=connections,
    )


def _places(workflow: Workflow, families: Mapping[str, str]) -> Sequence[Place]:
    if workflow.mode is Mode.SEQUENTIAL:
        return [Place(workflow, SEQUENCE, workflow.name, FAMILY, enabled=workflow.enabled)]
    return [
        Place(
            workflow,
            one.id,
            one.name,
            families.get(one.destination, FAMILY),
            one.destination,
            enabled=workflow.enabled and one.enabled,
        )
        for one in workflow.pipelines
    ]
