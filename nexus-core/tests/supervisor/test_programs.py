"""Programs that are kept running, each a real process."""

import asyncio
import subprocess
import sys
import time

import pytest

from nexus.supervisor.programs import Keeper, Program
from nexus.testing import eventually, wait_until

PATIENT = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {PATIENT}"


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Make a program of a module's text; it makes the file ``ready`` once it runs."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def make(text, grace_s=10.0):
        (tmp_path / "kept.py").write_text(text)
        return Program("kept", ["kept", str(tmp_path / "ready")], grace_s=grace_s)

    return make


async def test_a_program_that_ends_is_started_again(program, tmp_path):
    keeper = Keeper(program(PATIENT))
    keeper.start()
    await eventually((tmp_path / "ready").exists)
    first = keeper.pid

    keeper._process.kill()
    await eventually(lambda: keeper.pid not in {None, first})
    await keeper.stop()

    assert (keeper.restarts, keeper.pid) == (1, None)


async def test_a_program_that_is_stopped_while_it_is_being_started_ends(program):
    keeper = Keeper(program(PATIENT))
    keeper.start()
    await asyncio.sleep(0)  # its task has begun, its process has not

    async with asyncio.timeout(10):
        await keeper.stop()

    assert keeper.pid is None


async def test_a_program_that_was_stopped_before_it_began_never_runs(program, tmp_path):
    keeper = Keeper(program(PATIENT))
    keeper.start()
    await keeper.stop()

    assert not (tmp_path / "ready").exists()


async def test_a_program_that_does_not_end_is_killed_after_its_grace_period(program, tmp_path):
    keeper = Keeper(program(STUBBORN, grace_s=0.3))
    keeper.start()
    await eventually((tmp_path / "ready").exists)
    before = time.monotonic()
    await keeper.stop()

    assert 0.3 <= time.monotonic() - before < 5
    assert keeper._process.returncode == -9


async def test_whoever_does_not_want_to_wait_kills(program, tmp_path):
    keeper = Keeper(program(STUBBORN, grace_s=60.0))
    keeper.start()
    await eventually((tmp_path / "ready").exists)
    stopping = asyncio.create_task(keeper.stop())
    keeper.kill()

    async with asyncio.timeout(10):
        await stopping

    assert keeper._process.returncode == -9


def test_a_child_ends_with_the_one_that_holds_its_pipe(program, tmp_path):
    module = program(STUBBORN).module
    child = subprocess.Popen([sys.executable, "-m", "nexus.supervisor.child", *module], stdin=subprocess.PIPE)
    with child:
        wait_until((tmp_path / "ready").exists)
        child.stdin.close()

        assert child.wait(10) == -9
