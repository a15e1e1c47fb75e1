"""Workflows as people define them one by one: the same documents, checks and conversion as definition files have."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from nexus.config import structure
from nexus.engine.guarantee import Guarantee, guarantee
from nexus.engine.sequence.plan import StepComponents, used_connections
from nexus.errors import ConfigurationError, FieldError, InvalidInput
from nexus.model.audit import AuditEvent, Category
from nexus.model.workflow import Mode, Pipeline, Workflow
from nexus.model.workflow_version import WorkflowVersion
from nexus.services.definitions import convert
from nexus.services.definitions.apply import Applied
from nexus.services.definitions.changes import FieldChange, differences
from nexus.services.definitions.check import Checker, Known
from nexus.services.definitions.convert import Names
from nexus.services.definitions.documents import WorkflowDocument
from nexus.services.definitions.export import escaped
from nexus.services.person import Person
from nexus.services.repositories import Repositories


@frozen
class WorkflowFilter:
    """Which workflows are listed; what is None is not asked for.

    Attributes:
        name: part of the name, in any case.
        application: id or name of one that feeds it.
        connection: id or name of one that it receives from, delivers to, or uses in a step.
    """

    name: str | None = None
    mode: Mode | None = None
    enabled: bool | None = None
    application: str | None = None
    connection: str | None = None


@frozen
class Surroundings:
    """What the workflows of a workspace refer to.

    Attributes:
        names: of applications and connections, by id.
        connectors: connector by the connection's id.
        known: the same for the checker, by name.
        ids: by name.
    """

    names: Mapping[str, str]
    connectors: Mapping[str, str]
    known: Known
    ids: Names


Begin = Callable[[Sequence[tuple[str, str]]], None]
"""Makes the cursors of (workflow id, pipeline id) at the end of the stream; raises StoreError if it cannot."""


@frozen
class Saved:
    """A workflow that was saved, and what running processes must do about it."""

    workflow: Workflow
    applied: Applied


@frozen
class Promise:
    """What holds for a pipeline: its guarantee, or why it has none."""

    guarantee: Guarantee | None
    broken: str = ""


class WorkflowDesk:
    """Reads and changes the workflows of one workspace at a time, each change audited in its transaction."""

    def __init__(self, repositories: Repositories, components: StepComponents) -> None:
        self._repositories = repositories
        self._components = components

    # -- reading ------------------------------------------------------------------------------------------------------

    def list(self, workspace_id: str, wanted: WorkflowFilter) -> Sequence[Workflow]:
        """Those that ``wanted`` describes, by name."""
        around = self.surroundings(workspace_id)
        return [one for one in self._repositories.workflows.list(workspace_id) if self._fits(one, wanted, around)]

    def get(self, workspace_id: str, workflow_id: str) -> Workflow:
        """One; raises NotFound."""
        return self._repositories.workflows.get(workspace_id, workflow_id)

    def surroundings(self, workspace_id: str) -> Surroundings:
        """Return what workflows of this workspace may refer to."""
        applications = self._repositories.applications.list(workspace_id)
        connections = self._repositories.connections.list(workspace_id)
        names = {one.id: one.name for one in applications} | {one.id: one.name for one in connections}
        return Surroundings(
            names=_NameOrId(names),
            connectors={one.id: one.connector for one in connections},
            known=Known(
                {one.name: one.connector for one in connections},
                {one.name for one in applications},
                {one.name: one.config for one in connections},
                through={one.name: one.via_agent for one in connections},
            ),
            ids=Names({one.name: one.id for one in applications}, {one.name: one.id for one in connections}),
        )

    def definition(self, workflow: Workflow, around: Surroundings) -> dict[str, Any]:
        """Return a workflow as a definition file says it."""
        entry: dict[str, Any] = escaped(convert.workflow_entry(workflow, around.names, self._components.step_types))
        return entry

    def entry(self, workflow: Workflow, around: Surroundings) -> dict[str, Any]:
        """Return a workflow's document; its pipelines have their ids, so that it can be edited and sent back."""
        entry = convert.workflow_entry(workflow, around.names, self._components.step_types)
        for one, pipeline in zip(entry.get("pipelines", ()), workflow.pipelines, strict=True):
            one["id"] = pipeline.id
        return entry

    def faults(self, workflow: Workflow, around: Surroundings) -> Sequence[FieldError]:
        """Return what is wrong with a workflow by now: what it needs may have gone since it was saved."""
        try:
            self.checked(self.entry(workflow, around), around)
        except InvalidInput as error:
            return error.errors
        return ()

    def promise(self, pipeline: Pipeline, around: Surroundings) -> Promise:
        """Return what holds for a pipeline."""
        connector = around.connectors.get(pipeline.destination)
        if connector is None:
            return Promise(None, "its destination is gone")
        try:
            sink_type = self._components.sink(connector)
        except ConfigurationError as error:
            return Promise(None, str(error))
        if pipeline.operation not in sink_type.operations:
            return Promise(None, f"{sink_type.connector.title} cannot {pipeline.operation!r}")
        return Promise(guarantee(pipeline, sink_type))

    def versions(
        self, workspace_id: str, workflow_id: str, *, before: int | None, limit: int
    ) -> Sequence[WorkflowVersion]:
        """Versions below number ``before``, newest first; raises NotFound."""
        return self._repositories.workflows.versions(workspace_id, workflow_id, before=before, limit=limit)

    def version(self, workspace_id: str, workflow_id: str, number: int) -> WorkflowVersion:
        """One version; raises NotFound."""
        return self._repositories.workflows.version(workspace_id, workflow_id, number)

    def difference(self, workspace_id: str, workflow_id: str, earlier: int, later: int) -> Sequence[FieldChange]:
        """Return every place at which two versions differ; raises NotFound."""
        around = self.surroundings(workspace_id)
        before, after = (
            self.entry(self.version(workspace_id, workflow_id, number).workflow, around) for number in (earlier, later)
        )
        return tuple(differences(before, after, by_name=True))

    # -- changing -----------------------------------------------------------------------------------------------------

    def create(self, workspace_id: str, raw: Any, person: Person, *, note: str = "") -> Saved:
        """Define a workflow.

        Args:
            workspace_id: whose it is.
            raw: its document, as it was sent; names or ids stand for what it refers to.
            person: who does it.
            note: why, for its history.

        Raises:
            InvalidInput: with every fault and its place.
            Conflict: the name is taken.
        """
        with self._repositories.transactions.write():
            around = self.surroundings(workspace_id)
            value = self._value(raw, around, "", workspace_id)
            made = self._repositories.workflows.create(value, author=person.name, comment=note)
            self._note("workflow.create", made, person, {}, self.entry(made, around))
        return Saved(made, Applied((), changed_ids=(made.id,)))

    def update(
        self,
        workspace_id: str,
        workflow_id: str,
        raw: Any,
        person: Person,
        *,
        begin: Begin,
        note: str = "",
        expected: int | None = None,
    ) -> Saved:
        """Store a workflow's next version.

        Args:
            workspace_id: whose it is.
            workflow_id: which.
            raw: its document, as it was sent.
            person: who does it.
            begin: called within the transaction with the pipelines that are new: the workflow's past is not theirs, and
                workers, who would begin at its start, must not see them before.
            note: why, for its history.
            expected: the version that was edited.

        Raises:
            InvalidInput: with every fault and its place.
            NotFound: there is no such workflow.
            Conflict: the name is taken, or ``expected`` is not its version.
            StoreError: new pipelines cannot begin; nothing was changed.
        """
        with self._repositories.transactions.write():
            former = self.get(workspace_id, workflow_id)
            return self._save(former, raw, person, "workflow.update", begin, note=note, expected=expected)

    def restore(self, workspace_id: str, workflow_id: str, number: int, person: Person, *, begin: Begin) -> Saved:
        """Make an earlier version the next one; whether the workflow is enabled stays as it is.

        Raises:
            NotFound: there is no such workflow or version.
            InvalidInput: what that version needs is not there any more.
            StoreError: pipelines that come back cannot begin; nothing was changed.
        """
        with self._repositories.transactions.write():
            former = self.get(workspace_id, workflow_id)
            wanted = self.version(workspace_id, workflow_id, number).workflow
            raw = self.entry(wanted, self.surroundings(workspace_id))
            return self._save(former, raw, person, "workflow.restore", begin, note=f"restored version {number}")

    def set_enabled(self, workspace_id: str, workflow_id: str, person: Person, *, enabled: bool) -> Saved:
        """Switch a workflow on or off; raises NotFound."""
        with self._repositories.transactions.write():
            former = self.get(workspace_id, workflow_id)
            switched = self._repositories.workflows.set_enabled(
                workspace_id, workflow_id, enabled=enabled, author=person.name
            )
            if switched.version == former.version:
                return Saved(switched, Applied(()))
            action = "workflow.enable" if enabled else "workflow.disable"
            self._note(action, switched, person, {"enabled": former.enabled}, {"enabled": enabled})
        return Saved(switched, Applied((), changed_ids=(switched.id,)))

    def delete(self, workflow: Workflow, person: Person, discarded: Mapping[str, int]) -> None:
        """Delete a workflow with its versions; what it had not delivered was dealt with before.

        Args:
            workflow: which.
            person: who does it.
            discarded: number of messages that were given up, by pipeline; each is in the audit log.
        """
        with self._repositories.transactions.write():
            entry = self.entry(workflow, self.surroundings(workflow.workspace_id))
            self._repositories.workflows.delete(workflow.workspace_id, workflow.id)
            self._note("workflow.delete", workflow, person, entry | _told(discarded), {})

    def note_discard(self, workflow: Workflow, person: Person, discarded: Mapping[str, int]) -> None:
        """Write down that a person gives up what a workflow has not delivered, before it is gone."""
        self._note("workflow.discard", workflow, person, _told(discarded), {}, category=Category.DATA)

    def checked(self, raw: Any, around: Surroundings) -> tuple[WorkflowDocument, Mapping[str, Any]]:
        """Return a document with names for ids, checked; raises InvalidInput with every fault."""
        spoken = convert.with_names(raw, around.names, self._components.step_types)
        document = structure(WorkflowDocument, spoken)
        checker = Checker(self._components, around.known)
        checker.alone(document, spoken)
        if checker.errors:
            raise InvalidInput(checker.errors)
        return document, spoken

    def _save(
        self,
        former: Workflow,
        raw: Any,
        person: Person,
        action: str,
        begin: Begin,
        *,
        note: str,
        expected: int | None = None,
    ) -> Saved:
        around = self.surroundings(former.workspace_id)
        value = self._value(raw, around, former.id, former.workspace_id)
        made = self._repositories.workflows.save(value, author=person.name, comment=note, expected=expected)
        self._note(action, made, person, self.entry(former, around), self.entry(made, around))
        now, before = {one.id for one in made.pipelines}, {one.id for one in former.pipelines}
        begin([(made.id, one.id) for one in made.pipelines if one.id not in before])
        applied = Applied(
            (),
            changed_ids=(made.id,),
            removed_routes=tuple((made.id, one.id) for one in former.pipelines if one.id not in now),
        )
        return Saved(made, applied)

    def _value(self, raw: Any, around: Surroundings, workflow_id: str, workspace_id: str) -> Workflow:
        document, spoken = self.checked(raw, around)
        step_types = self._components.step_types
        identities = {"workflow_id": workflow_id, "workspace_id": workspace_id}
        return convert.workflow(document, spoken, around.ids, step_types, **identities)

    def _fits(self, workflow: Workflow, wanted: WorkflowFilter, around: Surroundings) -> bool:
        applications = {one.application for one in workflow.sources if one.application is not None}
        connections = _connections(workflow, self._components)
        return (
            (wanted.name is None or wanted.name.casefold() in workflow.name.casefold())
            and wanted.mode in {None, workflow.mode}
            and wanted.enabled in {None, workflow.enabled}
            and (wanted.application is None or wanted.application in _called(applications, around))
            and (wanted.connection is None or wanted.connection in _called(connections, around))
        )

    def _note(
        self,
        action: str,
        workflow: Workflow,
        person: Person,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        category: Category = Category.ADMIN,
    ) -> None:
        changes = differences(before, after, by_name=True)
        event = AuditEvent(
            category,
            action,
            person.name,
            workflow.workspace_id,
            address=person.address,
            target=f"workflow:{workflow.name}",
            details={one.path: {"before": one.before, "after": one.after} for one in changes},
        )
        self._repositories.audit.append(event)


class _NameOrId(dict[str, str]):
    """What is gone is shown by its id: an old version may name it."""

    def __missing__(self, key: str) -> str:
        return key


def _called(ids: set[str], around: Surroundings) -> set[str]:
    return ids | {around.names[one] for one in ids}


def _connections(workflow: Workflow, components: StepComponents) -> set[str]:
    used = {one.connection for one in workflow.sources if one.connection is not None}
    return used | {one.destination for one in workflow.pipelines} | used_connections(workflow, components.step_types)


def _told(discarded: Mapping[str, int]) -> dict[str, Any]:
    return {"discarded": dict(discarded)} if discarded else {}
