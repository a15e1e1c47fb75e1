from contextlib import suppress

import pytest
from attrs import evolve
from sqlalchemy import select, text, update

from nexus.errors import ConfigurationError, Conflict, InvalidInput, NotFound
from nexus.model.agent import Agent
from nexus.model.connection import Connection
from nexus.model.credentials import ApiKey
from nexus.model.query import Query
from nexus.model.workflow import Mode, Pipeline, Step, Workflow, WorkflowSource
from nexus.security.keyring import KeyRing, generate_key
from nexus.storage.repositories import Agents, Connections, Queries, Workflows, Workspaces
from nexus.storage.tables import METADATA
from nexus.storage.tables import connections as rows

CANARY = "canary-5f1c9"
CONFIG = {
    "host": "db.example.com",
    "password": f"{CANARY}-password",
    "auth": {"type": "bearer", "token": f"{CANARY}-token"},
    "keys": [f"{CANARY}-one", f"{CANARY}-two"],
    "headers": {"X-Api-Key": f"{CANARY}-header"},
    "proxy": None,
}
PATHS = ("password", "auth.token", "keys[]", "headers.*", "proxy")


@pytest.fixture
def connections(database, secrets) -> Connections:
    return Connections(database, secrets)


def new(workspace, name="warehouse", **changes) -> Connection:
    return Connection(id="", workspace_id=workspace, name=name, connector="postgresql", config=CONFIG, **changes)


def everything_in(database) -> str:
    with database.read() as connection:
        return str([connection.execute(select(table)).all() for table in METADATA.sorted_tables])


def test_a_connection_comes_back_in_clear_only_when_opened(connections, workspace):
    made = connections.create(new(workspace), PATHS)
    assert connections.open(workspace, made.id) == made
    masked = connections.get(workspace, made.id)
    assert masked.config == {
        "host": "db.example.com",
        "password": "********",
        "auth": {"type": "bearer", "token": "********"},
        "keys": ["********", "********"],
        "headers": {"X-Api-Key": "********"},
        "proxy": None,
    }
    assert connections.list(workspace) == [masked]
    assert connections.by_name(workspace, "warehouse") == masked


def test_no_secret_is_in_any_table_repr_or_error(connections, database, workspace, secrets):
    made = connections.create(new(workspace), PATHS)
    shown = [
        everything_in(database),
        repr(made),
        repr(connections.list(workspace)),
        repr(connections.open(workspace, made.id)),
    ]
    for attempt in (
        lambda: connections.create(new(workspace), PATHS),
        lambda: connections.update(evolve(made, name="x" * 1000), PATHS, expected=7),
        lambda: connections.update(evolve(made, via_agent="nobody"), PATHS),
        lambda: Connections(database, KeyRing.parse(generate_key("other"))).open(workspace, made.id),
        lambda: connections.create(new(workspace, name="\udcff"), PATHS),
    ):
        with pytest.raises(Exception) as caught:  # noqa: PT011 — the subject is what any of them says
            attempt()
        shown.append(f"{caught.value!r} {caught.value} {caught.getrepr(style='long')}")
    assert "warehouse" in shown[0]
    assert [text for text in shown if f"{CANARY}-" in text.replace("CANARY}-", "")] == []


@pytest.mark.parametrize("change", ["other row", "other field"])
def test_a_ciphertext_that_was_moved_does_not_open(connections, database, workspace, change):
    first = connections.create(new(workspace, name="first"), PATHS)
    second = connections.create(new(workspace, name="second"), PATHS)
    with database.write() as transaction:
        stored = {row.id: row.config for row in transaction.execute(select(rows))}
        config = stored[second.id]
        config["password"] = stored[first.id]["password"] if change == "other row" else config["auth"]["token"]
        transaction.execute(update(rows).where(rows.c.id == second.id).values(config=config))
    assert connections.open(workspace, first.id) == first
    with pytest.raises(ConfigurationError, match=rf"connections\.{second.id}\.config\.password.*does not open"):
        connections.open(workspace, second.id)


def test_a_row_moved_to_another_workspace_does_not_open(connections, database, workspace):
    made = connections.create(new(workspace), PATHS)
    other = Workspaces(database).create("other")
    with database.write() as transaction:
        transaction.execute(update(rows).values(workspace_id=other.id))
    with pytest.raises(ConfigurationError, match="does not open"):
        connections.open(other.id, made.id)


def test_a_missing_key_is_named_and_the_list_still_works(connections, database, workspace):
    made = connections.create(new(workspace), PATHS)
    keyless = Connections(database, KeyRing.parse(generate_key("other")))
    with pytest.raises(ConfigurationError, match="'first', which is missing"):
        keyless.open(workspace, made.id)
    assert [one.name for one in keyless.list(workspace)] == ["warehouse"]
    assert connections.open(workspace, made.id) == made


def test_a_mask_is_not_stored_as_a_secret(connections, workspace):
    with pytest.raises(InvalidInput, match=r"config\.password: is a mask"):
        connections.create(evolve(new(workspace), config={"password": "********"}), PATHS)


def test_nobody_brings_a_ciphertext_of_his_own(connections, workspace):
    with pytest.raises(InvalidInput, match=r"\$sealed is a reserved name"):
        connections.create(evolve(new(workspace), config={"host": {"$sealed": "nx1.first.AAAA"}}), PATHS)


def test_an_edit_of_an_older_version_is_refused(connections, workspace):
    made = connections.create(new(workspace), PATHS)
    changed = connections.update(evolve(made, connector="mysql"), PATHS, expected=1)
    assert changed.version == 2
    with pytest.raises(Conflict, match="you edited version 1, it is at 2"):
        connections.update(made, PATHS, expected=1)
    assert connections.open(workspace, made.id) == changed


def test_names_are_unique_in_a_workspace_and_may_repeat_in_another(connections, database, workspace):
    connections.create(new(workspace), PATHS)
    other = Workspaces(database).create("other")
    connections.create(new(other.id), PATHS)
    second = connections.create(new(workspace, name="second"), PATHS)
    with pytest.raises(Conflict, match="'warehouse' exists already"):
        connections.create(new(workspace), PATHS)
    with pytest.raises(Conflict, match="'warehouse' exists already"):
        connections.update(evolve(second, name="warehouse"), PATHS)


def test_names_differ_by_case_and_accent_and_may_be_of_any_script(connections, workspace):
    names = ["crm", "Crm", "crém", "倉庫", "🏭"]
    for name in names:
        connections.create(new(workspace, name=name), PATHS)
    assert {one.name for one in connections.list(workspace)} == set(names)


def test_another_workspace_sees_and_changes_nothing(connections, database, workspace):
    made = connections.create(new(workspace), PATHS)
    other = Workspaces(database).create("other").id
    assert connections.list(other) == []
    for attempt in (
        lambda: connections.get(other, made.id),
        lambda: connections.open(other, made.id),
        lambda: connections.by_name(other, "warehouse"),
        lambda: connections.update(evolve(made, workspace_id=other), PATHS),
        lambda: connections.delete(other, made.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_is_in_use_stays_and_its_users_are_named(connections, database, workspace):
    used, free = connections.create(new(workspace), PATHS), connections.create(new(workspace, name="free"), PATHS)
    Workflows(database).create(
        Workflow("", workspace, "orders", pipelines=(Pipeline("", "out", used.id, "insert"),)), author="mara"
    )
    Queries(database).create(Query("", workspace, "all-orders", used.id, "select 1"))
    with pytest.raises(Conflict, match="in use by workflow 'orders', query 'all-orders'"):
        connections.delete(workspace, used.id)
    connections.delete(workspace, free.id)
    with pytest.raises(NotFound):
        connections.delete(workspace, free.id)


def test_a_connection_that_steps_name_keeps_its_name(connections, database, workspace):
    crm = connections.create(new(workspace, name="crm"), PATHS)
    step = Step("lookup", "rest_call", {"connection": "crm"})
    source = WorkflowSource(connection=crm.id)
    Workflows(database).create(
        Workflow("", workspace, "enrich", mode=Mode.SEQUENTIAL, sources=(source,), steps=(step,)), author="mara"
    )
    with pytest.raises(Conflict, match="steps of 'enrich' name connection 'crm'"):
        connections.update(evolve(crm, name="crm2"), PATHS)
    with pytest.raises(Conflict, match="in use by workflow 'enrich'"):
        connections.delete(workspace, crm.id)


def test_a_connection_is_reached_through_an_agent_of_its_workspace_only(connections, database, workspace):
    agents, other = Agents(database), Workspaces(database).create("other").id
    near = agents.create(Agent("", workspace, "edge"), ApiKey("one", b"1" * 32))
    far = agents.create(Agent("", other, "edge"), ApiKey("two", b"2" * 32))
    assert connections.create(new(workspace, via_agent=near.id), PATHS).via_agent == near.id
    with pytest.raises(NotFound, match="agent"):
        connections.create(new(workspace, name="far", via_agent=far.id), PATHS)
    with pytest.raises(Conflict, match="in use by connection 'warehouse'"):
        agents.delete(workspace, near.id)


def test_a_failure_midway_leaves_nothing_of_the_transaction(connections, database, workspace):
    def failing():
        with database.write():
            connections.create(new(workspace), PATHS)
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        failing()
    assert connections.list(workspace) == []


def test_an_error_swallowed_within_a_transaction_still_ends_it(connections, database, workspace):
    connections.create(new(workspace), PATHS)

    def careless():
        with database.write():
            connections.create(new(workspace, name="second"), PATHS)
            with suppress(Conflict):
                connections.create(new(workspace), PATHS)

    with pytest.raises(Conflict):
        careless()
    assert [one.name for one in connections.list(workspace)] == ["warehouse"]
    with database.read() as transaction:
        assert transaction.execute(text("SELECT 1")).scalar() == 1
