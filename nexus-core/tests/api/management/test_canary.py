"""What an application wants masked is searched for wherever it could be: files, tables, logs, answers."""

import asyncio
import contextlib
import hashlib
import json
import logging
from pathlib import Path

import pytest
from attrs import evolve

from nexus.config import define
from nexus.errors import Rejected, Retry, Unavailable
from nexus.hookspecs import BatchPolicy, Connector, SinkType, hookimpl
from nexus.model.mapping import MappingRule, TransformCall
from nexus.plugins import build_catalogue
from nexus.streams.hub import StreamHub
from nexus.streams.tail import LogTap
from nexus.testing import eventually
from nexus.worker.worker import Outside, Worker, WorkerSettings

from .world import make

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CANARY = "CanaryDE0275"
NUMBER = 88_417_261
DERIVED = hashlib.sha256(CANARY.encode()).hexdigest()
"""What the mapping makes of it."""


@define
class Config:
    """Nothing to set."""


class Sink:
    """Says what it was given in every way that destinations do."""

    def __init__(self):
        self.delivered, self.away = [], True

    def write(self, batch):
        [row], [message_id] = batch.rows, batch.ids
        told = f"Duplicate entry '{row['iban']}' of {row['derived']!r}, {row['amount']} for {message_id}"
        match message_id.partition("-")[0]:
            case "rejected":
                raise Rejected({0: told})
            case "retried":
                raise Retry(told.upper())
            case "short":
                raise Rejected({0: f"too long: '{row['iban'][:9]}…'"})
            case "fault":
                raise ValueError(told)
            case "away" if self.away:
                self.away = False
                raise Unavailable(told)
        self.delivered.append((message_id, row))

    def close(self):
        pass


class Plugin:
    """One connector."""

    nexus_contract = "1.0"

    def __init__(self):
        self.sink = Sink()

    @hookimpl
    def nexus_sinks(self):
        connector = Connector("sqlite", "Talkative", "database", Config, check=lambda config, context: [])
        return [
            SinkType(connector, open=lambda *_: self.sink, operations=("insert",), batching=BatchPolicy(max_rows=1))
        ]


@pytest.fixture
def plugin():
    return Plugin()


@pytest.fixture
def catalogue(plugin):
    from nexus.builtin import plugin as builtin

    return build_catalogue([builtin, plugin])


RULES = (
    MappingRule(target="id", source="id", type="integer"),
    MappingRule(target="iban", source="customer.iban"),
    MappingRule(target="derived", source="customer.iban", transforms=(TransformCall("hash"),)),
    MappingRule(target="amount", source="cards[0].limit", type="integer"),
)


@pytest.fixture
async def world(api):
    made = make(api)
    application = evolve(made.application, masked=("customer.iban", "cards[*].limit"))
    api.metadata.repositories.applications.update(application)
    pipeline = evolve(made.workflow.pipelines[0], mappings=RULES)
    flow = evolve(made.workflow, pipelines=(pipeline,), max_retries=1, retry_base=0.01)
    return evolve(made, application=application, workflow=api.metadata.repositories.workflows.save(flow, author="t"))


@contextlib.asynccontextmanager
async def working(api, catalogue):
    outside = Outside(
        definitions=api.metadata.definitions,
        components=catalogue,
        streams=StreamHub(api.store, "w1"),
        egress=None,
        log=api.log,
        dead_letters=api.metadata.dead_letters,
        tap=LogTap(api.store).tell,
    )
    stop = asyncio.Event()
    quick = WorkerSettings(claim_idle_s=0.4, sweep_s=0.2, sweep_rate=1000.0)
    work = asyncio.create_task(Worker(outside, quick).run(stop, grace_s=5))
    yield
    stop.set()
    await work


def payload(number, **changes):
    return {"id": number, "customer": {"iban": CANARY, "name": "Ada"}, "cards": [{"limit": NUMBER}], **changes}


def hidden(text: str, where: str) -> None:
    """Hold that nothing masked is in a text, in whatever case."""
    folded = text.casefold()
    for trace in (CANARY, CANARY[:9], str(NUMBER), DERIVED):
        assert trace.casefold() not in folded, f"{trace} is in {where}"


async def test_a_masked_value_is_in_no_table_file_log_line_or_answer(api, world, plugin, catalogue, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    ids = [f"{kind}-0000" for kind in ("rejected", "retried", "short", "fault", "away", "good")]
    payloads = [payload(number) for number in range(len(ids))]
    async with working(api, catalogue):
        await world.accept(*ids, "unmapped-0", payloads=[*payloads, payload(1, cards=[{"limit": CANARY}])])
        from nexus.model.dead_letter import DeadLetterFilter
        from nexus.streams import keys
        from nexus.streams.wake import publish

        await publish(api.store, keys.WAKE, world.workflow.id)
        dead = DeadLetterFilter(status=None)
        await eventually(lambda: api.metadata.dead_letters.count(world.workspace_id, dead) == 5, timeout_s=60)
        await eventually(lambda: {one for one, _ in plugin.sink.delivered} == {"good-0000", "away-0000"}, timeout_s=60)
    assert dict(plugin.sink.delivered)["good-0000"]["iban"] == CANARY, "destinations get the truth"
    hidden("\n".join(record.getMessage() + str(record.exc_text) for record in caplog.records), "a log line")
    assert "********" in caplog.text

    letters = api.metadata.dead_letters.search(world.workspace_id, dead).items
    assert {one.letter.message.id.partition("-")[0] for one in letters} == {
        *("rejected", "retried", "short", "fault", "unmapped")
    }
    for place in [
        "/api/logs",
        "/api/dead-letters",
        "/api/dead-letters/groups",
        "/api/audit-logs",
        *(f"/api/messages/{one}/trace" for one in (*ids, "unmapped-0")),
        *(f"/api/dead-letters/{one.id}" for one in letters),
    ]:
        answer = await api.call("ada", "GET", place)
        assert answer.status_code == 200, place
        hidden(answer.text, place)
    for one in letters:
        answer = await api.call("ada", "POST", f"/api/dead-letters/{one.id}/preview", {})
        hidden(answer.text, "a preview")
        whole = await asyncio.to_thread(api.metadata.dead_letters.get, world.workspace_id, one.id)
        assert json.loads(whole.letter.message.payload)["customer"]["iban"] == CANARY, "it can be replayed exactly"

    files = await asyncio.to_thread(lambda: [one for one in Path(tmp_path).rglob("*") if one.is_file()])
    assert any(one.name == "nexus.db" for one in files)
    for one in files:  # the databases' own bytes: every table and every index
        hidden(one.read_bytes().decode("latin-1"), str(one))
