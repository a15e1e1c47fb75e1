"""Makes what is defined equal to what files say: checked whole, applied in one transaction, doing nothing when repeated."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from attrs import evolve, field, frozen

from nexus.config import secret_paths, structure
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import InvalidInput
from nexus.model.audit import AuditEvent, Category
from nexus.model.connection import Application, Connection
from nexus.model.workflow import Workflow
from nexus.services.applications.credentials import Credentials
from nexus.services.definitions import convert
from nexus.services.definitions.changes import Action, Change, Tell, compare, differences
from nexus.services.definitions.check import Checker, Known
from nexus.services.definitions.convert import Names
from nexus.services.definitions.current import Current, connection_entry, read_current
from nexus.services.definitions.documents import Bundle
from nexus.services.definitions.secrets import connection_differences
from nexus.services.repositories import Repositories


@frozen
class IssuedKey:
    """What a new application proves itself with: shown once, the key stored as a digest, the secret encrypted."""

    application: str
    text: str = field(repr=False)
    master_secret: str = field(repr=False)


@frozen
class Applied:
    """What was done.

    Attributes:
        keys: the keys and master secrets of new applications; this is the only time that they are known.
        changed_ids: what running processes must be told of.
        added_routes: (workflow id, pipeline id) of pipelines that a workflow did not have before: its past is not theirs.
        removed_routes: (workflow id, pipeline id) of pipelines that are gone; their cursors are still in the stream store.
    """

    changes: tuple[Change, ...]
    keys: tuple[IssuedKey, ...] = ()
    changed_ids: tuple[str, ...] = ()
    added_routes: tuple[tuple[str, str], ...] = ()
    removed_routes: tuple[tuple[str, str], ...] = ()


class Definitions:
    """Applies and compares definition files in one workspace.

    Args:
        credentials: gives new applications their key and master secret.
        actor: who does it, for the audit log and the version history.
    """

    def __init__(
        self,
        repositories: Repositories,
        components: StepComponents,
        credentials: Credentials,
        *,
        workspace_id: str,
        actor: str,
    ) -> None:
        self._repositories = repositories
        self._components = components
        self._credentials = credentials
        self._workspace_id = workspace_id
        self._actor = actor

    def plan(self, raw: Mapping[str, Sequence[Any]], *, prune: bool = False) -> tuple[Change, ...]:
        """Return what `apply` would change.

        Raises:
            InvalidInput: with every fault of the file and its place.
        """
        current = read_current(self._repositories, self._workspace_id)
        return self._planned(raw, current, prune=prune)[1]

    def apply(self, raw: Mapping[str, Sequence[Any]], *, prune: bool = False) -> Applied:
        """Apply ``raw``; all of it or nothing.

        Raises:
            InvalidInput: with every fault of the file and its place; nothing was changed.
            Conflict: something that is pruned is still in use, or someone else changed it meanwhile; nothing was changed.
        """
        with self._repositories.transactions.write():
            current = read_current(self._repositories, self._workspace_id)
            bundle, changes = self._planned(raw, current, prune=prune)
            return _Application(self, current, bundle, raw).run(changes) if changes else Applied(changes)

    def _planned(
        self, raw: Mapping[str, Sequence[Any]], current: Current, *, prune: bool
    ) -> tuple[Bundle, tuple[Change, ...]]:
        bundle: Bundle = structure(Bundle, {name: list(entries) for name, entries in raw.items()})
        known = Known(
            {name: one.connector for name, one in current.connections.items()}
            | {one.name: one.connector for one in bundle.connections},
            {*current.applications, *(one.name for one in bundle.applications)},
            {name: one.config for name, one in current.connections.items()}
            | {one.name: one.config for one in bundle.connections},
            current.agent_names,
            {name: one.via_agent for name, one in current.connections.items()}
            | {one.name: one.via_agent for one in bundle.connections},
        )
        checker = Checker(self._components, known)
        checker.check(bundle, raw)
        if checker.errors:
            raise InvalidInput(checker.errors)
        return bundle, self._compared(bundle, raw, current, prune=prune)

    def _compared(
        self, bundle: Bundle, raw: Mapping[str, Sequence[Any]], current: Current, *, prune: bool
    ) -> tuple[Change, ...]:
        before = current.entries(self._components)
        wanted = _wanted(bundle, raw, self._components, current.agent_names)
        changes: list[Change] = []
        for kind in ("application", "connection", "workflow"):
            section = f"{kind}s"
            tell: Tell = partial(differences, by_name=True)
            if kind == "connection":
                tell = partial(connection_differences, components=self._components)
            changes += compare(kind, before[section], wanted[section], prune=prune, tell=tell)
        return tuple(changes)

    # -- what `_Application` works with -------------------------------------------------------------------------------

    @property
    def parts(self) -> tuple[Repositories, StepComponents, Credentials, str, str]:
        """Repositories, components, credentials, workspace and actor."""
        return self._repositories, self._components, self._credentials, self._workspace_id, self._actor


def _wanted(
    bundle: Bundle, raw: Mapping[str, Sequence[Any]], components: StepComponents, agents: Mapping[str, str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the file's entries in the same spelling as `Current.entries`, by a round trip through the model."""
    same: dict[str, str] = _SameName()
    workflows = {}
    for document, raw_workflow in zip(bundle.workflows, raw.get("workflows", ()), strict=True):
        value = convert.workflow(document, raw_workflow, Names(same, same), components.step_types)
        workflows[document.name] = convert.workflow_entry(value, same, components.step_types)
    applications = (convert.application(one, "", "") for one in bundle.applications)
    connections = (
        Connection("", "", one.name, one.connector, dict(one.config), one.via_agent) for one in bundle.connections
    )
    return {
        "applications": {one.name: convert.application_entry(one) for one in applications},
        "connections": {one.name: connection_entry(one, agents) for one in connections},
        "workflows": workflows,
    }


class _SameName(dict[str, str]):
    """Every name stands for itself: entries speak in names."""

    def __missing__(self, name: str) -> str:
        return name


class _Application:
    """Carries out the changes, in an order in which everything that is referred to exists."""

    def __init__(
        self, definitions: Definitions, current: Current, bundle: Bundle, raw: Mapping[str, Sequence[Any]]
    ) -> None:
        parts = definitions.parts
        self._repositories, self._components, self._credentials, self._workspace_id, self._actor = parts
        self._current = current
        self._applications = {one.name: one for one in bundle.applications}
        self._connections = {one.name: one for one in bundle.connections}
        self._workflows = {
            one.name: (one, raw_one) for one, raw_one in zip(bundle.workflows, raw.get("workflows", ()), strict=True)
        }
        self._names = Names(
            {name: one.id for name, one in current.applications.items()},
            {name: one.id for name, one in current.connections.items()},
        )
        self._keys: list[IssuedKey] = []
        self._changed: list[str] = []
        self._added: list[tuple[str, str]] = []
        self._removed: list[tuple[str, str]] = []

    def run(self, changes: tuple[Change, ...]) -> Applied:
        """Carry out ``changes``."""
        kept = [change for change in changes if change.action is not Action.DELETE]
        gone = [change for change in changes if change.action is Action.DELETE]
        doers = {"application": self._application, "connection": self._connection, "workflow": self._workflow}
        for kind in ("application", "connection", "workflow"):
            for change in (one for one in kept if one.kind == kind):
                doers[kind](change)
        for kind in ("workflow", "connection", "application"):
            for change in (one for one in gone if one.kind == kind):
                self._delete(change)
        for change in changes:
            self._audit(change)
        return Applied(changes, tuple(self._keys), tuple(self._changed), tuple(self._added), tuple(self._removed))

    def _application(self, change: Change) -> None:
        document = self._applications[change.name]
        former = self._current.applications.get(change.name)
        if former is not None:
            value = convert.application(document, former.id, self._workspace_id, former.version)
            self._changed.append(self._repositories.applications.update(value, expected=former.version).id)
            return
        made = self._repositories.applications.create(convert.application(document, "", self._workspace_id))
        issued = self._credentials.issue(self._workspace_id, made.id)
        self._keys.append(IssuedKey(made.name, issued.key, issued.master_secret))
        self._names = evolve(self._names, applications={**self._names.applications, made.name: made.id})
        self._changed.append(made.id)

    def _connection(self, change: Change) -> None:
        document = self._connections[change.name]
        former = self._current.connections.get(change.name)
        paths = secret_paths(self._components.connector(document.connector).config)
        identity = former.id if former is not None else ""
        agent = self._current.agent_id(document.via_agent)
        value = Connection(
            identity, self._workspace_id, document.name, document.connector, dict(document.config), agent
        )
        if former is not None:
            self._changed.append(self._repositories.connections.update(value, paths, expected=former.version).id)
            return
        made = self._repositories.connections.create(value, paths)
        self._names = evolve(self._names, connections={**self._names.connections, made.name: made.id})
        self._changed.append(made.id)

    def _workflow(self, change: Change) -> None:
        document, raw = self._workflows[change.name]
        former = self._current.workflows.get(change.name)
        identity = former.id if former is not None else ""
        identities = {"workflow_id": identity, "workspace_id": self._workspace_id}
        value = convert.workflow(document, raw, self._names, self._components.step_types, **identities)
        if former is None:
            made = self._repositories.workflows.create(value, author=self._actor)
        else:
            made = self._repositories.workflows.save(value, author=self._actor, expected=former.version)
            kept = {one.id for one in made.pipelines}
            known = {one.id for one in former.pipelines}
            self._added += [(former.id, one.id) for one in made.pipelines if one.id not in known]
            self._removed += [(former.id, one.id) for one in former.pipelines if one.id not in kept]
        self._changed.append(made.id)

    def _delete(self, change: Change) -> None:
        found: Application | Connection | Workflow
        if change.kind == "workflow":
            workflow = found = self._current.workflows[change.name]
            self._repositories.workflows.delete(self._workspace_id, workflow.id)
            self._removed += [(workflow.id, one.id) for one in workflow.pipelines]
        elif change.kind == "connection":
            found = self._current.connections[change.name]
            self._repositories.connections.delete(self._workspace_id, found.id)
        else:
            found = self._current.applications[change.name]
            self._repositories.applications.delete(self._workspace_id, found.id)
        self._changed.append(found.id)

    def _audit(self, change: Change) -> None:
        details = {one.path: {"before": one.before, "after": one.after} for one in change.fields}
        event = AuditEvent(
            Category.ADMIN,
            f"{change.kind}.{change.action.value}",
            self._actor,
            self._workspace_id,
            target=f"{change.kind}:{change.name}",
            details=details,
        )
        self._repositories.audit.append(event)
