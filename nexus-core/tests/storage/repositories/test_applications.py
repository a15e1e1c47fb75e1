from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from sqlalchemy import select, update

from nexus.errors import ConfigurationError, Conflict, NotFound
from nexus.model.agent import Agent
from nexus.model.connection import Application, Connection, Dedup, FieldSpec
from nexus.model.credentials import ApiKey
from nexus.model.query import Query, QueryParameter
from nexus.security.api_keys import generate_key
from nexus.security.master_secrets import generate_master_secret
from nexus.storage.repositories import Agents, ApiKeys, Applications, Connections, MasterSecrets, Queries, Workspaces
from nexus.storage.tables import application_secrets


@pytest.fixture
def applications(database) -> Applications:
    return Applications(database)


@pytest.fixture
def shop(applications, workspace) -> Application:
    fields = (
        FieldSpec("id", "integer", required=True, min=1.0),
        FieldSpec("kind", "string", enum=("a", 1, None), pattern=r"^\w+$", max_length=9),
    )
    return applications.create(
        Application(
            "",
            workspace,
            "shop",
            fields=fields,
            dedup=Dedup.CONTENT,
            rate_limit=12.5,
            burst=40,
            masked=("customer.iban",),
        )
    )


def new_key(**changes) -> ApiKey:
    made = generate_key()
    return ApiKey(made.id, made.digest, **changes)


def test_an_application_comes_back_as_it_was_stored(applications, workspace, shop):
    assert applications.get(workspace, shop.id) == shop == applications.by_name(workspace, "shop")
    changed = applications.update(evolve(shop, enabled=False, fields=(), burst=None), expected=1)
    assert applications.list(workspace) == [changed]
    assert changed.version == 2


def test_edits_are_guarded_and_workspaces_apart(applications, database, workspace, shop):
    other = Workspaces(database).create("other").id
    applications.update(shop, expected=1)
    with pytest.raises(Conflict):
        applications.update(shop, expected=1)
    with pytest.raises(Conflict, match="'shop' exists already"):
        applications.create(shop)
    for attempt in (
        lambda: applications.get(other, shop.id),
        lambda: applications.update(evolve(shop, workspace_id=other)),
        lambda: applications.delete(other, shop.id),
        lambda: ApiKeys(database).add(other, shop.id, new_key()),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_new_key_ends_the_former_after_the_overlap(database, workspace, shop):
    keys, first, second = ApiKeys(database), new_key(), new_key()
    keys.add(workspace, shop.id, first)
    keys.add(workspace, shop.id, second, overlap=timedelta(hours=1))
    newest, former = keys.list(workspace, shop.id)
    assert newest == second
    assert (former.id, former.digest) == (first.id, first.digest)
    assert timedelta(minutes=59) < former.valid_until - datetime.now(UTC) <= timedelta(hours=1)
    keys.withdraw(workspace, shop.id, first.id)
    assert keys.list(workspace, shop.id) == [second]


def test_a_rotation_shortens_an_overlap_that_is_longer_and_leaves_a_shorter_one(database, workspace, shop):
    keys, first, second, third = ApiKeys(database), new_key(), new_key(), new_key()
    keys.add(workspace, shop.id, first)
    keys.add(workspace, shop.id, second, overlap=timedelta(minutes=1))
    keys.add(workspace, shop.id, third, overlap=timedelta(hours=1))
    ends = {one.id: one.valid_until for one in keys.list(workspace, shop.id)}
    assert ends[second.id] - ends[first.id] > timedelta(minutes=58)
    keys.add(workspace, shop.id, new_key(), overlap=timedelta(0))
    assert all(one.valid_until <= datetime.now(UTC) for one in keys.list(workspace, shop.id)[1:])


def test_keys_past_their_overlap_are_forgotten(database, workspace, shop):
    keys, second = ApiKeys(database), new_key()
    keys.add(workspace, shop.id, new_key())
    keys.add(workspace, shop.id, second, overlap=-timedelta(seconds=1))
    assert keys.forget_expired() == 1
    assert keys.list(workspace, shop.id) == [second]


def test_master_secrets_are_versions_encrypted_at_rest(database, secrets, workspace, shop):
    masters, one, two, three = MasterSecrets(database, secrets), *(generate_master_secret() for _ in range(3))
    masters.add(workspace, shop.id, one)
    masters.add(workspace, shop.id, two, overlap=timedelta(hours=1))
    assert [(each.version, each.secret) for each in masters.list(workspace, shop.id)] == [(2, two), (1, one)]
    masters.add(workspace, shop.id, three, overlap=-timedelta(seconds=1))
    assert [each.version for each in masters.list(workspace, shop.id)] == [3], "no former one outlives the overlap"
    with database.read() as connection:
        stored = str(connection.execute(select(application_secrets)).all())
    assert one.hex() not in stored
    assert "nx1.first." in stored


def test_a_master_secret_moved_to_another_version_does_not_open(database, secrets, workspace, shop):
    masters = MasterSecrets(database, secrets)
    masters.add(workspace, shop.id, generate_master_secret())
    masters.add(workspace, shop.id, generate_master_secret(), overlap=timedelta(hours=1))
    with database.write() as connection:
        first = connection.execute(select(application_secrets).where(application_secrets.c.number == 1)).one()
        connection.execute(update(application_secrets).values(secret=first.secret))
    with pytest.raises(ConfigurationError, match="does not open"):
        masters.list(workspace, shop.id)


def test_a_deleted_application_takes_keys_and_secrets_along(applications, database, secrets, workspace, shop):
    ApiKeys(database).add(workspace, shop.id, new_key())
    MasterSecrets(database, secrets).add(workspace, shop.id, generate_master_secret())
    applications.delete(workspace, shop.id)
    with pytest.raises(NotFound):
        ApiKeys(database).list(workspace, shop.id)


def test_an_agent_is_known_by_its_token_while_it_is_enabled(database, workspace, shop):
    agents, token = Agents(database), new_key()
    agent = agents.create(Agent("", workspace, "edge", applications=(shop.id,)), token)
    assert agents.get(workspace, agent.id) == agent == agents.by_token(token.id, token.digest)
    assert agents.by_token(token.id, b"0" * 32) is None
    assert agents.by_token("unknown", token.digest) is None
    newer = new_key()
    agents.replace_token(workspace, agent.id, newer)
    assert agents.by_token(token.id, token.digest) is None
    agents.update(evolve(agent, enabled=False))
    assert agents.by_token(newer.id, newer.digest) is None


def test_what_an_agent_tells_is_kept_without_a_new_version(database, workspace, shop):
    agents = Agents(database)
    agent = agents.create(Agent("", workspace, "edge", applications=(shop.id,)), new_key())
    agents.seen(agent.id, queue_size=17, info={"release": "0.1"})
    agents.seen(agent.id)
    seen = agents.list(workspace)[0]
    assert (seen.queue_size, seen.info, seen.version) == (17, {"release": "0.1"}, 1)
    assert seen.last_seen_at is not None
    with pytest.raises(Conflict, match="agent 'edge'"):
        Applications(database).delete(workspace, shop.id)
    agents.delete(workspace, agent.id)


def test_a_query_names_who_may_run_it(database, secrets, workspace, shop):
    queries, other = Queries(database), Workspaces(database).create("other").id
    connection = Connections(database, secrets).create(Connection("", workspace, "warehouse", "sqlite", {}), ())
    parameters = (QueryParameter("day", "date", required=False, default="2026-01-01"),)
    made = queries.create(
        Query(
            "",
            workspace,
            "orders",
            connection.id,
            "SELECT * FROM orders WHERE day = :day",
            parameters=parameters,
            applications=(shop.id,),
        )
    )
    assert queries.get(workspace, made.id) == made == queries.by_slug(workspace, "orders")
    changed = queries.update(evolve(made, applications=(), title="Orders"), expected=1)
    assert queries.list(workspace) == [changed]
    for attempt in (
        lambda: queries.by_slug(other, "orders"),
        lambda: queries.update(evolve(made, connection="gone")),
        lambda: queries.update(evolve(made, applications=("gone",))),
        lambda: queries.create(evolve(made, workspace_id=other)),
        lambda: queries.delete(other, made.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(Conflict, match="'orders' exists already"):
        queries.create(made)
    queries.delete(workspace, made.id)
    assert queries.list(workspace) == []
