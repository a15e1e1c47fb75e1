"""What people do with runs: look them up, end them, run them again, try them out on another version."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec
from attrs import evolve, frozen
from uuid_utils import uuid7

from nexus.config.secret import MASK
from nexus.engine.calls import Caller
from nexus.engine.outcome import now_ms
from nexus.engine.sequence.plan import SequenceDefinition, StepComponents, used_connections
from nexus.engine.sequence.state import RunState, StepRecord, dump
from nexus.engine.sequence.trial import Trial, Tried
from nexus.errors import Conflict, FieldError, InvalidInput, NotFound
from nexus.hookspecs import Egress
from nexus.mapping.masked_runs import masked_runs
from nexus.mapping.masks import MaskBook
from nexus.model.audit import AuditEvent, Category
from nexus.model.message import Message
from nexus.model.paging import Slice
from nexus.model.run import ORIGIN, REPLY, RunFilter, RunRecord, RunStatus
from nexus.model.workflow import Mode, Workflow
from nexus.services.definitions import convert
from nexus.services.person import Person
from nexus.services.repositories import Repositories
from nexus.services.runs.documents import RerunDocument, TrialDocument
from nexus.services.workflows.desk import WorkflowDesk


class Histories(Protocol):
    """Runs that are known. Synchronous."""

    def get(self, workspace_id: str, run_id: str, workflow_id: str | None = None) -> RunRecord:
        """One run; raises NotFound."""
        ...

    def search(
        self, workspace_id: str, wanted: RunFilter, cursor: str | None = None, limit: int = 100
    ) -> Slice[RunRecord]:
        """List runs, those that began last first."""
        ...

    def announce(self, record: RunRecord) -> None:
        """Store a run that was accepted."""
        ...


class RunControl(Protocol):
    """The runs of one workflow in the stream store."""

    async def cancel(self, message_id: str, entry: str) -> None:
        """End a run."""
        ...

    async def message(self, entry: str) -> Message | None:
        """Return a message of the retained past."""
        ...

    async def begin(self, message: Message) -> None:
        """Have a message run from where its state says."""
        ...


@frozen
class Comparison:
    """A run, and how it would go."""

    before: RunRecord
    after: Tried
    version: int


class RunDesk:
    """Works for people of all workspaces.

    Args:
        control: gives a workflow's runs in the stream store.
        entry: makes a place for a message that is in no stream.
        keep: makes a message of a workspace one that stays encrypted in the store, if its application wants that.
    """

    def __init__(
        self,
        history: Histories,
        repositories: Repositories,
        components: StepComponents,
        egress: Egress,
        *,
        control: Callable[[str], RunControl],
        entry: Callable[[], str],
        call: Caller,
        keep: Callable[[str, Message], Message] = lambda _, message: message,
    ) -> None:
        self._history = history
        self._repositories = repositories
        self._components = components
        self._egress = egress
        self._control = control
        self._entry = entry
        self._call = call
        self._keep = keep

    def list(self, workspace_id: str, wanted: RunFilter, cursor: str | None, limit: int) -> Slice[RunRecord]:
        """List runs of one workflow; raises NotFound if there is no such workflow."""
        self._repositories.workflows.get(workspace_id, str(wanted.workflow_id))
        return self._history.search(workspace_id, wanted, cursor, limit)

    def get(self, workspace_id: str, run_id: str, workflow_id: str | None = None) -> RunRecord:
        """One run with all of its steps; raises NotFound."""
        return self._history.get(workspace_id, run_id, workflow_id)

    def announce(self, record: RunRecord) -> None:
        """Say that a run was accepted."""
        self._history.announce(record)

    async def cancel(self, workspace_id: str, run_id: str, person: Person, workflow_id: str | None = None) -> RunRecord:
        """End a run at once if it waits, else before its next step that has an effect.

        Raises:
            NotFound: there is no such run.
            Conflict: it has ended.
        """
        one = await asyncio.to_thread(self.get, workspace_id, run_id, workflow_id)
        if one.status.ended:
            raise Conflict(f"the run is {one.status.value}: there is nothing to end")
        await asyncio.to_thread(self._audit, "run.cancel", one, person, {})
        await self._control(one.workflow_id).cancel(one.id, one.entry)
        return one

    async def rerun(
        self,
        workspace_id: str,
        run_id: str,
        document: RerunDocument,
        person: Person,
        workflow_id: str | None = None,
    ) -> RunRecord:
        """Run a message again, from a step on: a new run, whose calls carry keys of their own.

        Raises:
            NotFound: there is no such run, or its workflow is gone.
            InvalidInput: the workflow has no such step.
            Conflict: what the run had is masked or forgotten, and nothing is given in its place.
        """
        one = await asyncio.to_thread(self.get, workspace_id, run_id, workflow_id)
        workflow = await asyncio.to_thread(self._repositories.workflows.get, workspace_id, one.workflow_id)
        state = _state(one, workflow, document)
        message = await self._message(one, document.payload)
        message = evolve(message, id=str(uuid7()), entry=self._entry(), scheduled=True, state=dump(state))
        made = RunRecord(
            id=message.id,
            workspace_id=workspace_id,
            workflow_id=one.workflow_id,
            version=workflow.version,
            source=one.source,
            entry=message.entry,
            status=RunStatus.ACCEPTED,
            received_at=message.received_at,
            started_at=message.received_at,
            updated_at=message.received_at,
            step=state.at,
            origin=one.id,
        )
        await asyncio.to_thread(self._audit, "run.rerun", one, person, {"step": state.at, "run": made.id})
        await asyncio.to_thread(self.announce, made)
        await self._control(one.workflow_id).begin(await asyncio.to_thread(self._keep, workspace_id, message))
        return made

    async def attempt(
        self, workspace_id: str, run_id: str, document: TrialDocument, workflow_id: str | None = None
    ) -> Comparison:
        """Try a run's message out on a draft or another version; nothing goes out.

        Raises:
            NotFound: there is no such run or version.
            InvalidInput: the draft is not valid, or no sequential workflow.
        """
        one = await asyncio.to_thread(self.get, workspace_id, run_id, workflow_id)
        definition = await asyncio.to_thread(self._definition, workspace_id, one, document)
        message = await self._message(one, document.payload)
        stubs = {step.name: step.output for step in one.steps if not step.error} | dict(document.stubs)
        tried = await Trial(definition, self._call, stubs).run(message)
        shown = await asyncio.to_thread(self._shown, evolve(one, payload=message.payload), tried)
        return Comparison(one, shown, definition.workflow.version)

    def _shown(self, one: RunRecord, tried: Tried) -> Tried:
        """Return a trial with the values masked that the application wants nobody to see."""
        try:
            paths = {one.source: self._repositories.applications.get(one.workspace_id, one.source).masked}
        except NotFound:  # from no application, or one that is gone: the book knows
            paths = {}
        book = MaskBook()
        book.update(paths)
        record = evolve(one, steps=tuple(tried.steps), result=tried.result, reason=tried.reason)
        [masked] = masked_runs([record], book)
        return evolve(tried, steps=masked.steps, result=masked.result, reason=masked.reason)

    async def _message(self, one: RunRecord, payload: Any) -> Message:
        """Return a run's message as it was, or with another payload."""
        headers = msgspec.json.decode(one.headers) if one.headers else {}
        told = {name: value for name, value in headers.items() if name != REPLY} | {ORIGIN: one.id}
        message = Message(one.entry, one.id, one.source, now_ms(), b"", msgspec.json.encode(told))
        if payload is not None:
            return evolve(message, payload=msgspec.json.encode(payload))
        kept = await self._control(one.workflow_id).message(one.entry) if one.entry else None
        if kept is not None and kept.id == one.id:
            return evolve(message, payload=kept.payload)
        if MASK.encode() in one.payload or not one.payload or one.payload == b"null":
            raise Conflict("the message is not kept any more, or masked: give a payload")
        return evolve(message, payload=one.payload)

    def _definition(self, workspace_id: str, one: RunRecord, document: TrialDocument) -> SequenceDefinition:
        if document.workflow is not None:
            workflow = self._draft(document.workflow, workspace_id)
        elif document.version is not None:
            workflow = self._repositories.workflows.version(workspace_id, one.workflow_id, document.version).workflow
        else:
            workflow = self._repositories.workflows.get(workspace_id, one.workflow_id)
        if workflow.mode is not Mode.SEQUENTIAL:
            raise InvalidInput([FieldError("workflow.mode", "must be sequential: only those have runs")])
        used = sorted(used_connections(workflow, self._components.step_types))
        connections = {name: self._repositories.connections.open(workspace_id, name) for name in used}
        definition = SequenceDefinition(workflow, connections, self._components, self._egress)
        definition.check()
        return definition

    def _draft(self, raw: Mapping[str, Any], workspace_id: str) -> Workflow:
        """Return a workflow that is not saved, checked as on save."""
        desk = WorkflowDesk(self._repositories, self._components)
        around = desk.surroundings(workspace_id)
        try:
            document, spoken = desk.checked(dict(raw), around)
        except InvalidInput as error:
            raise InvalidInput([FieldError(f"workflow.{one.path}", one.message) for one in error.errors]) from None
        return convert.workflow(document, spoken, around.ids, self._components.step_types, workspace_id=workspace_id)

    def _audit(self, action: str, one: RunRecord, person: Person, details: Mapping[str, Any]) -> None:
        with self._repositories.transactions.write():
            self._repositories.audit.append(
                AuditEvent(
                    Category.ADMIN,
                    action,
                    person.name,
                    one.workspace_id,
                    target=f"run:{one.id}",
                    address=person.address,
                    details={"workflow": one.workflow_id, **details},
                )
            )


def _state(one: RunRecord, workflow: Workflow, document: RerunDocument) -> RunState:
    """Return the state of a run that is to begin at a step, with what the steps before it gave."""
    names = [step.name for step in workflow.steps]
    if not names:
        raise Conflict("the workflow has no steps any more")
    at = document.step or names[0]
    if at not in names:
        raise InvalidInput([FieldError("step", f"there is no step {at!r}; there are {', '.join(names)}")])
    state = RunState(at=at)
    for step in one.steps if document.step is not None else ():
        if step.name == at:
            break
        output = document.steps.get(step.name, step.output)
        if step.name not in document.steps and _is_incomplete(output):
            raise Conflict(f"the output of the step {step.name!r} is masked or too large to be kept: give it in steps")
        state.steps[step.name] = output
        if step.current:
            state.current, state.has_current = output, True
        state.trace.append(
            StepRecord(step.name, step.started_at, step.duration_ms, step.attempt, step.error, skipped=step.skipped)
        )
    state.steps |= {name: output for name, output in document.steps.items() if name in names}
    return state


def _is_incomplete(output: Any) -> bool:
    text = msgspec.json.encode(output)
    return MASK.encode() in text or b'{"left_out":' in text
