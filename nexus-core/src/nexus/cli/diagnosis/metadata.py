"""The metadata database, what is stored in it, and the keys that open it."""

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from nexus.cli.diagnosis.findings import Finding, State, broken
from nexus.config.settings import Settings
from nexus.errors import ConfigurationError
from nexus.model.connection import Connection
from nexus.model.dead_letter import DeadLetterFilter
from nexus.model.workflow import Workflow
from nexus.services.sources import BrokenSource, RunnableSource
from nexus.storage import schema
from nexus.wiring import Metadata


@frozen
class Stored:
    """What is defined, in all workspaces; connections that cannot be opened are not among them.

    Attributes:
        sources: those that should run, and those that cannot.
    """

    workflows: tuple[Workflow, ...] = ()
    connections: tuple[Connection, ...] = field(default=(), repr=False)
    sources: tuple[Sequence[RunnableSource], Sequence[BrokenSource]] = ((), ())


def look_at_schema(settings: Settings) -> Iterator[Finding]:
    """Yield whether the databases can be reached and are migrated."""
    for name, (url, chain) in schema.places(settings.database_url, settings.log_url).items():
        state = schema.check(url, chain)
        remedy = "" if state.ok else "run `nexus migrate`" if not state.newer else "upgrade Nexus"
        place = "metadata database" if chain is schema.CORE else name
        yield Finding("metadata", place, State.OK if state.ok else State.BROKEN, state.message, remedy)


def look_at_stored(metadata: Metadata) -> tuple[Stored, list[Finding]]:
    """Return what is defined, and whether the key ring opens every connection of it."""
    findings: list[Finding] = []
    workflows: list[Workflow] = []
    connections: list[Connection] = []
    for workspace in metadata.workspaces.list():
        workflows += metadata.repositories.workflows.list(workspace.id)
        for one in metadata.repositories.connections.list(workspace.id):
            try:
                connections.append(metadata.repositories.connections.open(workspace.id, one.id))
            except ConfigurationError as error:
                findings.append(broken("metadata", f"secrets of {one.name}", error))
    if not findings:
        current = metadata.key_ring.current
        text = f"opens the secrets of all {len(connections)} connections; new ones are sealed with {current}"
        findings.append(Finding("metadata", "key ring", State.OK, text))
    return Stored(tuple(workflows), tuple(connections)), findings


def look_at_dead_letters(metadata: Metadata) -> Iterator[Finding]:
    """Yield how many dead letters wait for a person, by workspace."""
    for workspace in metadata.workspaces.list():
        count = metadata.dead_letters.count(workspace.id, DeadLetterFilter())
        state, text, remedy = State.OK, "none waits", ""
        if count:
            state, text = State.WARNING, f"{count} wait for a person"
            remedy = f"look at them with `nexus dead-letters list --workspace {workspace.name}`"
        yield Finding("dead letters", workspace.name, state, text, remedy)
