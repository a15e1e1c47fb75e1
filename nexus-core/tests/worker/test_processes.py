"""Worker processes that are killed, ended and poisoned lose nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from nexus.model.delivery import Depth
from nexus.streams import keys
from nexus.testing import eventually

PLUGIN = """
    import os, time
    from pathlib import Path
    from nexus import BatchPolicy, Capability, Connector, Retry, SinkType, config, hookimpl

    nexus_contract = "1.0"

    @config.define
    class Config:
        file: str = ""

    class Sink:
        def __init__(self, config, target, context):
            self.path = Path(config.file)
            self.scheduled = self.path.with_suffix(".scheduled")

        def write(self, batch):
            if "poison" in batch.ids:
                os._exit(3)
            if "hang" in batch.ids:
                self.path.with_suffix(".hangs").touch()
                time.sleep(3600)
            if "late-poison" in batch.ids:
                if self.scheduled.exists():
                    os._exit(4)
                self.scheduled.touch()
                raise Retry("later")
            time.sleep(0.02)
            with self.path.open("a") as file:
                file.write("".join(f"{one}\\n" for one in batch.ids))

        def close(self):
            pass

    @hookimpl
    def nexus_sinks():
        connector = Connector("file", "File", "database", Config, check=lambda config, context: [])
        return [SinkType(connector, open=Sink, operations=("insert",), batching=BatchPolicy(max_rows=20),
                         capabilities={"insert": {Capability.ORDERED}})]
"""


WORKER = """
import sys
from nexus.streams import hub
from nexus.cli.main import main
from nexus.worker import worker

hub.StreamHub.__init__.__kwdefaults__["lease_s"] = 2.0  # else tests would wait for ten seconds
worker.Worker.run.__defaults__ = (1.0,)  # and for 25
sys.argv = ["nexus", "worker", "--name", sys.argv[1]]
main()
"""


class Processes:
    """Worker processes of one test, with a plugin that writes message ids to a file, and dies of poison."""

    def __init__(self, world, folder: Path) -> None:
        self.world = world
        self.file = folder / "arrived.txt"
        self.running: list[subprocess.Popen[bytes]] = []
        self._site = folder / "site"
        info = self._site / "file_sink-1.0.dist-info"
        info.mkdir(parents=True)
        (self._site / "file_sink.py").write_text(dedent(PLUGIN))
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: file-sink\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[nexus.plugins]\nfile-sink = file_sink\n")

    def define(self, ordered_by: str | None = None) -> str:
        """Define the workflow, which this process has no plugin for: straight in the database."""
        from nexus.model.connection import Connection
        from nexus.model.mapping import MappingRule
        from nexus.model.workflow import Pipeline, Workflow

        world = self.world
        made = world.metadata.repositories.connections.create(
            Connection("", world.workspace, "file", "file", {"file": str(self.file)}), ()
        )
        pipeline = Pipeline(
            "", "a", made.id, "insert", mappings=(MappingRule(target="$", source="$"),), ordered_by=ordered_by
        )
        workflow = Workflow("", world.workspace, "w", pipelines=(pipeline,), retry_base=0.02)
        return world.metadata.repositories.workflows.create(workflow, author="test").id

    def start(self, name: str = "one") -> subprocess.Popen[bytes]:
        settings = self.world.settings
        environ = {key: value for key, value in os.environ.items() if not key.startswith("NEXUS_")}
        environ |= {
            "PYTHONPATH": os.pathsep.join([str(self._site), *filter(None, [os.environ.get("PYTHONPATH")])]),
            "NEXUS_DATA_DIR": str(settings.data_dir),
            "NEXUS_REDIS_URL": settings.redis_url,
            "NEXUS_ENCRYPTION_KEYS": settings.encryption_keys.reveal(),
            "NEXUS_PLUGINS_ALLOW": "file-sink,builtin",
            "NEXUS_LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-c", WORKER, name]
        self.running.append(subprocess.Popen(command, env=environ))
        return self.running[-1]

    @property
    def ids(self) -> list[str]:
        return self.file.read_text().split() if self.file.exists() else []

    def close(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def processes(world, tmp_path):
    made = Processes(world, tmp_path)
    yield made
    made.close()


def names(count):
    return [f"m{number}" for number in range(count)]


async def test_a_worker_that_is_killed_finds_its_messages_again(processes, world):
    workflow = processes.define()
    sent = [*await world.send(workflow, *names(400)), *await world.send_kept(workflow, "kept-encrypted")]
    for _ in range(2):
        before = len(processes.ids)
        process = processes.start()
        await eventually(lambda before=before: len(processes.ids) > before + 20, timeout_s=20)
        process.kill()
        process.wait()
    processes.start()
    await world.drained(workflow, timeout_s=30)
    assert set(processes.ids) == set(sent)
    assert len(processes.ids) <= 400 + 2 * 40  # again only what was in flight: a batch, and one read ahead


async def test_sigterm_under_load_loses_nothing_and_doubles_nothing(processes, world):
    workflow = processes.define()
    sent = await world.send(workflow, *names(400))
    for _ in range(3):
        before = len(processes.ids)
        process = processes.start()
        await eventually(lambda before=before: len(processes.ids) > before + 20, timeout_s=20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    processes.start()
    await world.drained(workflow, timeout_s=30)
    assert processes.ids == sent


async def test_a_write_that_hangs_does_not_keep_its_process_alive_and_leaves_its_message_pending(processes, world):
    workflow = processes.define()
    await world.send(workflow, "hang")
    process = processes.start()
    await eventually(processes.file.with_suffix(".hangs").exists, timeout_s=20)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert await world.depth(workflow) == Depth(0, 1, 0)


async def test_poison_that_ends_its_worker_becomes_a_dead_letter_alone(processes, world):
    workflow = processes.define()
    await world.send(workflow, *names(15), "poison", *(f"n{number}" for number in range(15)))
    ends = 0
    process = processes.start()

    async def quarantined():
        nonlocal process, ends
        if process.poll() is not None:
            assert process.returncode == 3
            ends += 1
            assert ends < 12
            process = processes.start()
        return world.letters()

    await eventually(quarantined, timeout_s=150, every_s=0.05)  # seven starts of a worker
    await world.drained(workflow, timeout_s=20)
    assert list(world.letters()) == ["poison"]
    assert "handed out" in world.letters()["poison"]
    assert sorted(set(processes.ids)) == sorted([*names(15), *(f"n{number}" for number in range(15))])


async def test_scheduled_poison_that_ends_its_worker_becomes_a_dead_letter_alone(processes, world):
    workflow = processes.define()
    late = ["late-poison", *(f"late{number}" for number in range(15))]
    await world.send(workflow, *late)  # all go to the schedule together
    queue = keys.retry_queue(workflow, "database")
    ends = 0
    process = processes.start()

    async def quarantined():
        nonlocal process, ends
        if process.poll() is not None:
            assert process.returncode == 4
            ends += 1
            assert ends < 12
            for member in await world.store.call(queue, "ZRANGE", queue, 0, -1):
                await world.store.call(queue, "ZADD", queue, "XX", 0, member)  # its lease of a minute is over
            process = processes.start()
        return world.letters()

    await eventually(quarantined, timeout_s=150, every_s=0.05)  # seven starts of a worker
    await world.drained(workflow, timeout_s=20)
    assert list(world.letters()) == ["late-poison"]
    assert "handed out" in world.letters()["late-poison"]
    assert ends == 6
    assert sorted(set(processes.ids)) == sorted(late[1:])


def firsts(ids):
    return list(dict.fromkeys(ids))


async def test_a_killed_worker_hands_an_ordered_pipeline_on_in_order(processes, world):
    workflow = processes.define(ordered_by="id")
    sent = await world.send(workflow, *names(600))
    running = {name: processes.start(name) for name in ("one", "two")}
    for _ in range(2):
        before = len(processes.ids)
        await eventually(lambda before=before: len(processes.ids) > before + 40, timeout_s=20)
        holder = await holder_of(world, workflow)
        running[holder].kill()
        running[holder].wait()
        running[holder] = processes.start(holder)
    await world.drained(workflow, timeout_s=30)
    assert firsts(processes.ids) == sent
    assert len(processes.ids) <= 600 + 2 * 20  # again only what was in flight: a batch


async def test_a_worker_that_was_stopped_for_too_long_overtakes_nothing_when_it_goes_on(processes, world):
    workflow = processes.define(ordered_by="id")
    sent = await world.send(workflow, *names(200))
    running = {name: processes.start(name) for name in ("one", "two")}
    await eventually(lambda: len(processes.ids) > 40, timeout_s=20)
    holder = await holder_of(world, workflow)
    running[holder].send_signal(signal.SIGSTOP)
    try:
        await world.drained(workflow, timeout_s=30)
        sent += await world.send(workflow, *(f"n{number}" for number in range(40)))
        await world.drained(workflow, timeout_s=30)
        assert firsts(processes.ids) == sent
    finally:
        running[holder].send_signal(signal.SIGCONT)
    sent += await world.send(workflow, *(f"o{number}" for number in range(40)))
    await world.drained(workflow, timeout_s=30)
    assert firsts(processes.ids) == sent
    assert len(processes.ids) <= len(sent) + 2 * 20  # no more than the write that it was stopped in


async def holder_of(world, workflow):
    key = keys.lease(workflow, world.workflow().pipelines[0].id)
    return (await world.store.call(key, "GET", key)).decode().partition("/")[0]
