"""The definitions that a flow test is about: checked as on `nexus apply`, and usable without a database.

Everything has its name as its id, so that what is shown and made of ids is the same each time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from nexus.config import structure
from nexus.errors import InvalidInput
from nexus.model.connection import Application, Connection
from nexus.model.workflow import Workflow
from nexus.plugins import Catalogue
from nexus.services.definitions import convert
from nexus.services.definitions.check import Checker, Known
from nexus.services.definitions.convert import Names
from nexus.services.definitions.documents import Bundle

WORKSPACE = "flow-test"


@frozen
class Defined:
    """What is defined, by name."""

    applications: Mapping[str, Application]
    connections: Mapping[str, Connection] = field(repr=False)
    workflows: Mapping[str, Workflow]
    components: Catalogue = field(repr=False)


def define(raw: Mapping[str, Sequence[Any]], components: Catalogue) -> Defined:
    """Return what ``raw`` defines: the sections of definition files, environment filled in.

    Raises:
        InvalidInput: with every fault and its place, as `nexus apply` would tell them.
    """
    bundle = structure(Bundle, {section: list(entries) for section, entries in raw.items()})
    agents = {one.via_agent for one in bundle.connections if one.via_agent is not None}
    known = Known(
        {one.name: one.connector for one in bundle.connections},
        [one.name for one in bundle.applications],
        {one.name: one.config for one in bundle.connections},
        {name: name for name in agents},  # whichever there are: nothing is reached through them
        {one.name: one.via_agent for one in bundle.connections},
    )
    checker = Checker(components, known)
    checker.check(bundle, raw)
    if checker.errors:
        raise InvalidInput(checker.errors)
    names = Names({name: name for name in known.applications}, {name: name for name in known.connectors})
    return Defined(
        {one.name: convert.application(one, one.name, WORKSPACE) for one in bundle.applications},
        {
            one.name: Connection(one.name, WORKSPACE, one.name, one.connector, dict(one.config))
            for one in bundle.connections
        },
        {
            one.name: _named(
                convert.workflow(
                    one, raw_one, names, components.step_types, workflow_id=one.name, workspace_id=WORKSPACE
                )
            )
            for one, raw_one in zip(bundle.workflows, raw.get("workflows", ()), strict=True)
        },
        components,
    )


def _named(workflow: Workflow) -> Workflow:
    return evolve(workflow, pipelines=tuple(evolve(one, id=one.name) for one in workflow.pipelines))
