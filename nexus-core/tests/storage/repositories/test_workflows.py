import pytest
from attrs import evolve

from nexus.errors import Conflict, InvalidInput, NotFound
from nexus.model.connection import Application, Connection
from nexus.model.mapping import MappingRule, OnNull, TransformCall
from nexus.model.workflow import Pipeline, Workflow, WorkflowSource
from nexus.storage.repositories import Applications, Connections, Workflows, Workspaces


@pytest.fixture
def workflows(database) -> Workflows:
    return Workflows(database)


@pytest.fixture
def shop(database, workspace) -> Application:
    return Applications(database).create(Application("", workspace, "shop"))


@pytest.fixture
def warehouse(database, secrets, workspace) -> Connection:
    return Connections(database, secrets).create(Connection("", workspace, "warehouse", "sqlite", {}), ())


def pipeline(warehouse, name, **changes) -> Pipeline:
    rule = MappingRule(
        target="email",
        source="customer.email",
        type="string",
        transforms=(TransformCall("trim"), TransformCall("truncate", {"length": 40})),
        on_null=OnNull.SKIP,
    )
    constant = MappingRule(target="total", default=None, has_default=True)
    return Pipeline("", name, warehouse.id, "upsert", "orders", key=("id",), mappings=(rule, constant), **changes)


@pytest.fixture
def orders(workflows, workspace, shop, warehouse) -> Workflow:
    pipelines = (pipeline(warehouse, "a"), pipeline(warehouse, "b", condition="payload.total > 10.0"))
    source = WorkflowSource(application=shop.id)
    return workflows.create(Workflow("", workspace, "orders", sources=(source,), pipelines=pipelines), author="mara")


def ids(workflow) -> dict[str, str]:
    return {one.name: one.id for one in workflow.pipelines}


def test_a_workflow_comes_back_as_it_was_saved(workflows, workspace, orders):
    assert orders.version == 1
    assert all(one.id for one in orders.pipelines)
    assert workflows.get(workspace, orders.id) == orders
    assert workflows.by_name(workspace, "orders") == orders
    assert workflows.list(workspace) == [orders]


def test_every_save_is_a_version_and_former_ones_never_change(workflows, workspace, orders):
    second = workflows.save(evolve(orders, max_retries=3), author="jo", comment="fewer", expected=1)
    assert second.version == 2
    newest, first = workflows.versions(workspace, orders.id)
    assert (newest.number, newest.author, newest.comment, newest.workflow) == (2, "jo", "fewer", second)
    assert (first.number, first.author, first.workflow) == (1, "mara", orders)
    assert workflows.version(workspace, orders.id, 1) == first
    with pytest.raises(NotFound, match="workflow version '3'"):
        workflows.version(workspace, orders.id, 3)


def test_what_has_ever_fed_a_workflow_is_known(workflows, database, workspace, orders, shop):
    assert workflows.sources(workspace) == {orders.id: {shop.id}}
    market = Applications(database).create(Application("", workspace, "market"))
    workflows.save(evolve(orders, sources=(WorkflowSource(application=market.id),)), author="jo")
    assert workflows.sources(workspace) == {orders.id: {shop.id, market.id}}
    assert Workflows(database).sources(workspace) == {orders.id: {shop.id, market.id}}  # as a process that starts now
    workflows.delete(workspace, orders.id)
    assert workflows.sources(workspace) == {}


def test_a_restored_version_is_a_new_one(workflows, workspace, orders):
    workflows.save(evolve(orders, max_retries=3), author="jo")
    old = workflows.version(workspace, orders.id, 1).workflow
    assert workflows.save(old, author="jo", comment="back").version == 3
    assert workflows.get(workspace, orders.id).max_retries == orders.max_retries


def test_a_lost_update_is_refused(workflows, orders):
    workflows.save(orders, author="jo", expected=1)
    with pytest.raises(Conflict, match="you edited version 1, it is at 2"):
        workflows.save(orders, author="mara", expected=1)


def test_pipelines_keep_their_id_by_name(workflows, orders, warehouse):
    bare = evolve(orders, pipelines=(pipeline(warehouse, "c"), pipeline(warehouse, "b"), pipeline(warehouse, "a")))
    saved = workflows.save(bare, author="jo")
    assert {"a": ids(saved)["a"], "b": ids(saved)["b"]} == ids(orders)
    assert ids(saved)["c"] not in ids(orders).values()


def test_a_renamed_pipeline_keeps_its_id(workflows, orders):
    a, b = orders.pipelines
    swapped = workflows.save(evolve(orders, pipelines=(evolve(a, name="b"), evolve(b, name="a"))), author="jo")
    assert ids(swapped) == {"b": a.id, "a": b.id}
    renamed = workflows.save(evolve(swapped, pipelines=(evolve(a, name="z"), evolve(b, name="a"))), author="jo")
    assert ids(renamed) == {"z": a.id, "a": b.id}


def test_a_pipeline_that_comes_back_has_its_former_id(workflows, workspace, orders, warehouse):
    a, b = orders.pipelines
    workflows.save(evolve(orders, pipelines=(a,)), author="jo")
    assert workflows.retired_pipelines(workspace, orders.id) == [b.id]
    back = workflows.save(evolve(orders, pipelines=(a, pipeline(warehouse, "b"))), author="jo")
    assert ids(back) == ids(orders)
    assert workflows.retired_pipelines(workspace, orders.id) == []


def test_an_id_of_another_workflow_is_not_taken_over(workflows, workspace, orders):
    copy = workflows.create(evolve(orders, name="copy"), author="jo")
    assert not set(ids(copy).values()) & set(ids(orders).values())
    stolen = workflows.save(evolve(copy, pipelines=orders.pipelines), author="jo")
    assert ids(stolen) == ids(copy)


def test_two_pipelines_of_one_name_are_refused(workflows, orders, warehouse):
    with pytest.raises(InvalidInput, match=r"pipelines\[1\]\.name: 'x' stands there twice"):
        workflows.save(evolve(orders, pipelines=(pipeline(warehouse, "x"), pipeline(warehouse, "x"))), author="jo")


def test_switching_off_is_a_version_that_says_so(workflows, workspace, orders):
    switched = workflows.set_enabled(workspace, orders.id, enabled=False, author="jo")
    assert switched == evolve(orders, enabled=False, version=2)
    assert workflows.set_enabled(workspace, orders.id, enabled=False, author="jo") == switched
    newest, _ = workflows.versions(workspace, orders.id)
    assert (newest.author, newest.comment) == ("jo", "disabled")
    with pytest.raises(Conflict):
        workflows.save(orders, author="mara", expected=1)


def test_versions_come_in_pages(workflows, workspace, orders):
    for _ in range(4):
        workflows.save(orders, author="jo")
    assert [one.number for one in workflows.versions(workspace, orders.id, limit=2)] == [5, 4]
    assert [one.number for one in workflows.versions(workspace, orders.id, before=4, limit=2)] == [3, 2]


def test_sources_and_destinations_must_be_of_the_workspace(workflows, database, workspace, orders):
    other = Workspaces(database).create("other").id
    with pytest.raises(NotFound, match="application"):
        workflows.create(evolve(orders, workspace_id=other), author="jo")
    with pytest.raises(NotFound, match="connection"):
        workflows.create(evolve(orders, workspace_id=other, sources=()), author="jo")
    assert workflows.list(other) == []
    for attempt in (
        lambda: workflows.get(other, orders.id),
        lambda: workflows.save(evolve(orders, workspace_id=other), author="jo"),
        lambda: workflows.delete(other, orders.id),
        lambda: workflows.versions(other, orders.id),
        lambda: workflows.set_enabled(other, orders.id, enabled=False, author="jo"),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_an_application_in_use_stays_until_the_workflow_lets_go(workflows, database, workspace, orders, shop):
    with pytest.raises(Conflict, match="in use by workflow 'orders'"):
        Applications(database).delete(workspace, shop.id)
    workflows.save(evolve(orders, sources=()), author="jo")
    Applications(database).delete(workspace, shop.id)


def test_a_deleted_workflow_is_gone_with_its_versions(workflows, workspace, orders):
    workflows.delete(workspace, orders.id)
    assert workflows.list(workspace) == []
    assert workflows.create(evolve(orders, sources=()), author="jo").version == 1
