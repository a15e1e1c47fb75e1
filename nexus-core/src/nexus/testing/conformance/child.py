"""A process that is killed while it uses a component: ``python -m nexus.testing.conformance.child SUITE``.

It imports the suite once, then forks for each job that it reads from its input, so that a kill costs milliseconds. A job is
one line of JSON; its first answer is ``pid N``, the last ``done``, both lines; what is between, the job says. The parent
kills the fork by that id.
"""

import asyncio
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import attrs

from nexus.config import structure
from nexus.hookspecs import Batch, SourceMessage, WriteTarget
from nexus.testing.conformance.base import calling
from nexus.testing.conformance.sink.effects import Effect, rows_for
from nexus.testing.context import LocalContext, LocalSourceContext


def main() -> None:
    """Serve jobs until the input ends."""
    suite = _load(*sys.argv[1:3])
    _say("ready")
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                _say(f"pid {os.getpid()}")
                asyncio.run(JOBS[job["do"]](suite, job))
                status = 0
            finally:  # whatever it was: this process must not go on as the parent does
                sys.stderr.flush()
                os._exit(status)
        os.waitpid(child, 0)
        _say("done")


async def write_until_killed(suite: Any, job: Mapping[str, Any]) -> None:
    """Write numbered batches, and say ``stored N`` after each."""
    config = structure(suite.sink_type.connector.config, job["config"])
    target = WriteTarget(**{**job["target"], "key": tuple(job["target"]["key"])})
    context = LocalContext()
    with calling() as call:
        sink = await call(suite.sink_type.open, config, target, context)
        for number in range(job["first"], job["first"] + job["batches"]):
            await call(sink.write, numbered_batch(Effect(job["effect"]), number, job["rows"]))
            _say(f"stored {number}")
        await call(sink.close)
        await context.aclose(call)


def numbered_batch(effect: Effect, number: int, count: int) -> Batch:
    """Return the batch of this number: its rows' ids and message ids follow from it."""
    ids = range(number * count, (number + 1) * count)
    return Batch(rows_for(effect, ids, "new"), [f"message-{i}" for i in ids])


async def receive_until_killed(suite: Any, job: Mapping[str, Any]) -> None:
    """Keep what comes in a file, each message on disk before ``emit`` returns, and say ``kept`` for each call."""
    config = structure(suite.source_type.connector.config, job["config"])
    with calling() as call, Path(job["file"]).open("ab") as file:  # noqa: ASYNC230 — nothing else runs here

        async def emit(messages: Any) -> None:
            file.writelines(json.dumps(plain(message)).encode() + b"\n" for message in messages)
            file.flush()
            os.fsync(file.fileno())
            _say("kept")

        await (await call(suite.source_type.open, config, _source_context(suite, config))).run(emit)


async def hold_until_killed(suite: Any, job: Mapping[str, Any]) -> None:
    """Never return from ``emit``, and say ``held`` when it is called: nothing may be acknowledged."""
    config = structure(suite.source_type.connector.config, job["config"])

    async def emit(messages: Any) -> None:
        _say(f"held {len(messages)}")
        await asyncio.Event().wait()

    with calling() as call:
        await (await call(suite.source_type.open, config, _source_context(suite, config))).run(emit)


def plain(message: SourceMessage) -> dict[str, Any]:
    """Return a message as JSON can hold it."""
    return {**attrs.asdict(message), "payload": message.payload.decode("utf-8", "replace"), "metadata": {}}


def _source_context(suite: Any, config: Any) -> LocalSourceContext:
    parts = suite.source_type.subscriptions
    return LocalSourceContext([one.name for one in parts(config)] if parts is not None else ())


JOBS = {"write": write_until_killed, "receive": receive_until_killed, "hold": hold_until_killed}


def _load(module: str, name: str) -> Any:
    """Import the suite's module by its name or, as test modules have none that can be imported, by its file."""
    if module.endswith(".py"):
        spec = importlib.util.spec_from_file_location("nexus_conformance_suite", module)
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = loaded
        spec.loader.exec_module(loaded)
    else:
        loaded = importlib.import_module(module)
    return reduce(getattr, name.split("."), loaded)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
