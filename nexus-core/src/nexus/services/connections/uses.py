"""What a change of a connection would do to the workflows that use it."""

from collections.abc import Sequence

from attrs import evolve

from nexus.config import structure
from nexus.engine.sequence.plan import StepComponents
from nexus.model.connection import Connection
from nexus.model.workflow import Workflow
from nexus.services.definitions.check import Checker, Known
from nexus.services.definitions.convert import with_connections, workflow_entry
from nexus.services.definitions.documents import WorkflowDocument
from nexus.services.repositories import Repositories


def faults_of_uses(
    former: Connection, wanted: Connection, repositories: Repositories, components: StepComponents
) -> Sequence[str]:
    """Return what the workflows that use a connection could not do any more if it became ``wanted``.

    What they cannot do as it is, is not this change's fault, and not told.
    """
    users = [one for one in repositories.workflows.list(former.workspace_id) if _uses(one, former, components)]
    if not users:
        return ()
    others = [one for one in repositories.connections.list(former.workspace_id) if one.id != former.id]
    applications = {one.id: one.name for one in repositories.applications.list(former.workspace_id)}
    before = _faults(users, former, others, applications, components)
    after = _faults(users, evolve(wanted, name=former.name), others, applications, components)
    return [one for one in after if one not in before]


def _uses(workflow: Workflow, connection: Connection, components: StepComponents) -> bool:
    named = {one.connection for one in workflow.sources} | {one.destination for one in workflow.pipelines}
    for step in workflow.steps:
        swapped = with_connections(step, components.step_types, {connection.id: connection.name})
        if swapped != step or connection.name in step.settings.values():
            return True
    return connection.id in named


def _faults(
    users: Sequence[Workflow],
    connection: Connection,
    others: Sequence[Connection],
    applications: dict[str, str],
    components: StepComponents,
) -> list[str]:
    every = [*others, connection]
    known = Known(
        {one.name: one.connector for one in every},
        set(applications.values()),
        {one.name: one.config for one in every},
        through={one.name: one.via_agent for one in every},
    )
    names = applications | {one.id: one.name for one in every}
    found: list[str] = []
    for workflow in users:
        entry = workflow_entry(workflow, names, components.step_types)
        checker = Checker(components, known)
        checker.workflow(structure(WorkflowDocument, entry), entry, f"workflow {workflow.name!r}")
        found += [str(one) for one in checker.errors]
    return found
