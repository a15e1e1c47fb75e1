import hashlib
import logging
from datetime import timedelta

import pytest
from attrs import evolve

from nexus.model.connection import Application, Connection
from nexus.model.credentials import ApiKey, KeyHolder
from nexus.model.workflow import Pipeline, Workflow, WorkflowSource
from nexus.ports import DefinitionStore
from nexus.security.keyring import KeyRing, generate_key
from nexus.storage.definitions import Definitions
from nexus.storage.repositories import ApiKeys, Applications, Connections, Workflows, Workspaces


@pytest.fixture
def definitions(database, secrets) -> DefinitionStore:
    return Definitions(database, secrets)


@pytest.fixture
def shop(database, workspace) -> Application:
    return Applications(database).create(Application("", workspace, "shop"))


@pytest.fixture
def warehouse(database, secrets, workspace) -> Connection:
    made = Connection("", workspace, "warehouse", "postgresql", {"password": "hunter2"})
    return Connections(database, secrets).create(made, ("password",))


@pytest.fixture
def orders(database, workspace, shop, warehouse) -> Workflow:
    made = Workflow(
        "",
        workspace,
        "orders",
        sources=(WorkflowSource(application=shop.id),),
        pipelines=(Pipeline("", "out", warehouse.id, "insert"),),
    )
    return Workflows(database).create(made, author="mara")


def digest(text) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def test_enabled_workflows_of_all_workspaces_are_read_in_their_current_version(definitions, database, orders):
    other = Workspaces(database).create("other").id
    second = Workflows(database).create(Workflow("", other, "orders"), author="mara")
    newer = Workflows(database).save(evolve(orders, max_retries=2), author="mara")
    assert list(definitions.workflows()) == [newer, second]
    assert definitions.workflow(orders.id) == newer


def test_a_disabled_or_unknown_workflow_is_none(definitions, database, workspace, orders, shop):
    assert definitions.workflows_of_application(shop.id) == [orders.id]
    Workflows(database).set_enabled(workspace, orders.id, enabled=False, author="mara")
    assert definitions.workflows() == []
    assert definitions.workflow(orders.id) is None
    assert definitions.workflow("unknown") is None
    assert definitions.workflows_of_application(shop.id) == []


def test_a_workflow_that_let_go_of_a_source_is_fed_no_more(definitions, database, orders, shop):
    Workflows(database).save(evolve(orders, sources=()), author="mara")
    assert definitions.workflows_of_application(shop.id) == []


def test_connections_come_with_their_secrets(definitions, warehouse):
    assert definitions.connections([warehouse.id, warehouse.id, "unknown"]) == [warehouse]
    assert definitions.connections([]) == []


def test_a_connection_without_its_key_is_left_out_by_name_and_the_others_run(database, workspace, warehouse, caplog):
    ring = KeyRing.parse(generate_key("other"))
    fine = Connections(database, ring).create(Connection("", workspace, "fine", "sqlite", {"file": "x"}), ("file",))
    with caplog.at_level(logging.ERROR):
        assert Definitions(database, ring).connections([warehouse.id, fine.id]) == [fine]
    assert "warehouse" in caplog.text
    assert "'first', which is missing" in caplog.text


def test_an_application_is_known_by_its_key(definitions, database, workspace, shop):
    ApiKeys(database).add(workspace, shop.id, ApiKey("key", digest("key")))
    assert definitions.holder_of_key("key", digest("key")) == KeyHolder(shop)
    assert definitions.holder_of_key("key", digest("other")) is None
    assert definitions.holder_of_key("other", digest("key")) is None


def test_a_disabled_application_is_still_known(definitions, database, workspace, shop):
    ApiKeys(database).add(workspace, shop.id, ApiKey("key", digest("key")))
    Applications(database).update(evolve(shop, enabled=False))
    assert definitions.holder_of_key("key", digest("key")).application.enabled is False


@pytest.mark.parametrize(("overlap", "known"), [(timedelta(hours=1), True), (-timedelta(seconds=1), False)])
def test_a_former_key_holds_until_its_overlap_ends(definitions, database, workspace, shop, overlap, known):
    keys = ApiKeys(database)
    keys.add(workspace, shop.id, ApiKey("old", digest("old")))
    keys.add(workspace, shop.id, ApiKey("new", digest("new")), overlap=overlap)
    assert (definitions.holder_of_key("old", digest("old")) is not None) is known
    assert definitions.holder_of_key("new", digest("new")) == KeyHolder(shop)
