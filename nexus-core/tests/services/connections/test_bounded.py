"""Reaching connections for people who wait: within a time, so many at once, nothing left open, no secret in a message."""

import asyncio
import threading

import pytest

from nexus.config import MASK, Secret, define
from nexus.engine.calls import Caller, DaemonThreads
from nexus.errors import AgentAway, ConfigurationError, Throttled, Unavailable
from nexus.hookspecs import Check, Connector, SinkType, hookimpl
from nexus.model.connection import Connection
from nexus.plugins import build_catalogue
from nexus.security.egress import EgressGuard
from nexus.services.connections.bounded import BoundedReach, Waits
from nexus.services.connections.reach import DirectReach
from nexus.testing import eventually


@define
class ScriptedConfig:
    password: Secret


class Scripted:
    """A plugin whose check and browse do as the test says, in threads or on the loop."""

    nexus_contract = "1.0"

    def __init__(self) -> None:
        self.script = lambda: None
        self.closed: list[str] = []

    def check(self, config, context):
        context.shared("pool", dict, lambda _: self.closed.append("pool"))
        self.script()
        return [Check("login", ok=True, message=f"as {config.password.reveal()}")]

    def browse(self, config, context):
        context.shared("pool", dict, lambda _: self.closed.append("pool"))
        return self

    def schemas(self):
        self.script()
        return ["main"]

    def close(self) -> None:
        self.closed.append("browse")

    @hookimpl
    def nexus_sinks(self):
        connector = Connector("scripted", "Scripted", "database", ScriptedConfig, check=self.check, browse=self.browse)
        return [SinkType(connector, open=lambda config, target, context: None, operations=("insert",))]


@pytest.fixture
def plugin() -> Scripted:
    return Scripted()


@pytest.fixture
def reach(plugin) -> BoundedReach:
    direct = DirectReach(build_catalogue([plugin]), EgressGuard(), Caller(DaemonThreads()))
    return BoundedReach(direct, Agents(), waits=Waits(check=0.3, browse=0.3), at_once=2)


class Agents:
    """Agents of which one knows schemas, and none is there for checks."""

    async def schemas(self, connection):
        return [f"seen by {connection.via_agent}"]

    async def check(self, connection):
        raise AgentAway(f"connection {connection.name!r} is reached through an agent that is away")


def connection(**changes) -> Connection:
    config = {"password": "canary-password"}  # pragma: allowlist secret
    return Connection("c1", "w1", "warehouse", "scripted", **{"config": config, **changes})


async def test_what_a_test_opened_is_closed_and_what_it_says_has_no_secret_in_it(reach, plugin):
    trial = await reach.check(connection())

    assert trial.ok
    assert trial.latency_ms > 0
    assert [one.message for one in trial.checks] == [f"as {MASK}"]
    assert plugin.closed == ["pool"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Unavailable("no route for canary-password"), f"no route for {MASK}"),
        (RuntimeError("bad canary-password"), f"RuntimeError: bad {MASK}"),
    ],
)
async def test_whatever_a_plugin_raises_is_a_check_that_failed(reach, plugin, error, told):
    def fail():
        raise error

    plugin.script = fail
    trial = await reach.check(connection())

    assert not trial.ok
    assert [(one.ok, one.message) for one in trial.checks] == [(False, told)]
    assert plugin.closed == ["pool"]


async def test_a_remedy_is_told_apart_from_what_is_wrong(reach, plugin):
    def fail():
        raise ConfigurationError("the port is closed", remedy="open it")

    plugin.script = fail
    (check,) = (await reach.check(connection())).checks

    assert (check.message, check.remedy) == ("the port is closed", "open it")


async def test_a_configuration_that_does_not_fit_any_more_is_a_check_that_failed(reach):
    (check,) = (await reach.check(connection(config={"pasword": "canary-password"}))).checks

    assert (check.name, check.ok) == ("configuration", False)
    assert "config.password: is required" in check.message
    assert "canary" not in check.message


async def test_no_answer_in_time_is_a_failure_and_what_is_late_still_closes_what_it_opened(reach, plugin):
    release = threading.Event()
    plugin.script = lambda: release.wait(10)

    trial = await reach.check(connection())
    with pytest.raises(Unavailable, match=r"no answer within 0\.3 s"):
        await reach.schemas(connection())

    assert not trial.ok
    assert "no answer within 0.3 s" in trial.checks[0].message
    assert plugin.closed == [], "threads are still in it"
    with pytest.raises(Throttled):
        await reach.check(connection())
    release.set()
    await eventually(lambda: sorted(plugin.closed) == ["browse", "pool", "pool"])
    plugin.script = lambda: None
    await eventually(lambda: not reach._under_way)
    assert (await reach.check(connection())).ok


async def test_questions_beyond_the_bound_are_refused_at_once(reach, plugin):
    release = threading.Event()
    plugin.script = lambda: release.wait(10)
    under_way = [asyncio.create_task(reach.check(connection())) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(Throttled) as refused:
        await reach.check(connection())
    release.set()

    assert refused.value.retry_after > 0
    assert all(trial.ok for trial in await asyncio.gather(*under_way))


async def test_schemas_are_listed_and_everything_is_closed(reach, plugin):
    assert await reach.schemas(connection()) == ["main"]
    assert plugin.closed == ["browse", "pool"]


async def test_agents_are_asked_for_what_is_reached_through_them(plugin):
    direct = DirectReach(build_catalogue([plugin]), EgressGuard(), Caller(DaemonThreads()))
    reach = BoundedReach(direct, Agents())

    assert await reach.schemas(connection(via_agent="plant-7")) == ["seen by plant-7"]
    with pytest.raises(AgentAway, match="'warehouse' is reached through an agent"):
        await reach.check(connection(via_agent="plant-7"))
    assert plugin.closed == []
