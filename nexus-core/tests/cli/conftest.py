"""An installation for commands: a migrated database, a stream store, and one connector that does as its settings say."""

import asyncio
import time

import pytest
from click.testing import CliRunner

from nexus import wiring
from nexus.cli import main
from nexus.config import Secret, define
from nexus.config.settings import Settings
from nexus.hookspecs import Capability, Check, Connector, SinkType, hookimpl
from nexus.model.connection import Connection
from nexus.model.delivery import DeadLetter
from nexus.model.mapping import MappingRule
from nexus.model.message import Message
from nexus.model.workflow import Mode, Pipeline, Step, Workflow
from nexus.plugins import build_catalogue
from nexus.security.keyring import generate_key
from nexus.streams.schedule import StreamSchedule
from nexus.streams.store import connect


@define
class PretendConfig:
    answer: str = "ok"


def check(config, context):
    if config.answer == "hang":
        time.sleep(30)
    if config.answer == "fault":
        raise TypeError("a bug")
    fine = config.answer == "ok"
    return [Check("reachable", ok=fine, message=config.answer, remedy="" if fine else "start it", latency_ms=1.5)]


class Pretend:
    """A plugin with one connector; its check answers as the connection's configuration says."""

    nexus_contract = "1.0"

    @hookimpl
    def nexus_sinks(self):
        connector = Connector("pretend", "Pretend", "acme", PretendConfig, check=check)
        able = {"upsert": [Capability.IDEMPOTENT_WRITE]}
        return [SinkType(connector, open=print, operations=("insert", "upsert"), capabilities=able)]


class Installation:
    """What a test's commands work on, and what they left behind."""

    def __init__(self, settings: Settings, catalogue) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.environ = {
            "NEXUS_DATA_DIR": str(settings.data_dir),
            "NEXUS_REDIS_URL": settings.redis_url,
            "NEXUS_ENCRYPTION_KEYS": settings.encryption_keys.reveal(),
            "NEXUS_DURABILITY": "relaxed",
            "COLUMNS": "300",
        }

    def run(self, *arguments: str, text: str | None = None, **environ: str):
        return CliRunner(env=self.environ | environ).invoke(main.main, arguments, input=text)

    def metadata(self):
        return wiring.open_metadata(self.settings)

    def define(self, name: str = "orders", answer: str = "ok") -> Workflow:
        """A workflow ``orders`` with the pipelines ``one`` and ``two`` to a connection ``shop``."""
        with self.metadata() as opened:
            workspace = opened.workspace_id("default")
            made = opened.repositories.connections.create(
                Connection("", workspace, f"{name}-shop", "pretend", {"answer": answer}), ()
            )
            rules = (MappingRule(target="$", source="$"),)
            pipelines = tuple(
                Pipeline("", one, made.id, "upsert", key=("id",), mappings=rules) for one in ("one", "two")
            )
            return opened.repositories.workflows.create(Workflow("", workspace, name, pipelines=pipelines), author="t")

    def define_sequence(self) -> Workflow:
        with self.metadata() as opened:
            workspace = opened.workspace_id("default")
            steps = (Step("wait", "delay", {"seconds": 1.0}),)
            workflow = Workflow("", workspace, "steps", mode=Mode.SEQUENTIAL, steps=steps)
            return opened.repositories.workflows.create(workflow, author="t")

    def add(self, workflow_id: str, pipeline_id: str, *ids: str, reason: str = "too long", state: bytes = b"") -> None:
        with self.metadata() as opened:
            workspace = opened.workspace_id("default")
            letters = [
                DeadLetter(
                    workspace,
                    workflow_id,
                    pipeline_id,
                    Message(f"17000000000{number:02}-0", one, "app", 1_700_000_000_000, b'{"id": 1}', attempt=4),
                    reason,
                    reason.replace(" ", "-"),
                    1_700_000_000_000 + number,
                )
                for number, one in enumerate(ids)
            ]
            opened.dead_letters.add(letters)

    def scheduled(self, workflow_id: str, family: str = "acme") -> list:
        """Everything in the schedule, due or not, as (pipeline, retry)."""

        async def take():
            store = connect(self.settings.redis_url)
            try:
                later = StreamSchedule(store, workflow_id, family, clock=lambda: time.time() + 1000)
                return await later.take(1000, 1)
            finally:
                await store.close()

        return list(asyncio.run(take()))


@pytest.fixture
def installation(tmp_path, fresh_valkey_url, new_metadata, monkeypatch) -> Installation:
    from nexus.builtin import plugin

    settings = Settings(data_dir=tmp_path, redis_url=fresh_valkey_url, encryption_keys=Secret(generate_key("k1")))
    url = new_metadata("sqlite")
    assert settings.database_url == settings.log_url == url
    catalogue = build_catalogue([plugin, Pretend()])
    assert catalogue.faults == ()
    monkeypatch.setattr(wiring, "open_catalogue", lambda *_, **__: catalogue)
    return Installation(settings, catalogue)
