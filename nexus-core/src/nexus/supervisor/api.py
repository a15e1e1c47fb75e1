"""Several API processes on one port: one answers people, the others take messages."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from typing import Final

from attrs import evolve

from nexus.api.handover import channel
from nexus.config.settings import Settings
from nexus.errors import ConfigurationError
from nexus.supervisor.listening import free_port, listeners
from nexus.supervisor.programs import Keeper, Program, metrics_environment, run_until_signal

log = logging.getLogger(__name__)

GRACE_S: Final = 30.0
"""More than a process gives the requests that are under way."""


def keep_api(settings: Settings, base: str) -> None:
    """Keep ``settings.api_processes`` processes running, named BASE-1, BASE-2 …, until SIGTERM or SIGINT.

    The first answers people. The sockets belong to this process: one that is started again finds what has come meanwhile.

    Raises:
        ConfigurationError: the port cannot be listened on, or this machine cannot share one so.
    """
    if not sys.platform.startswith("linux"):
        raise ConfigurationError(
            "several API processes on one port need Linux",
            path="NEXUS_API_PROCESSES",
            remedy="run `nexus api` several times, each with a port of its own, behind a load balancer",
        )
    port = free_port(settings.host, settings.port)
    asyncio.run(_keep(evolve(settings, port=port), base))  # type: ignore[misc] # config.define makes attrs classes, which mypy cannot see


async def _keep(settings: Settings, base: str) -> None:
    giving, taking = channel()
    sockets = listeners(settings.host, settings.port, settings.api_processes - 1)

    def keeper(place: int, options: Sequence[str], descriptors: Sequence[int]) -> Keeper:
        name = f"{base}-{place + 1}"
        environment = {
            "NEXUS_HOST": settings.host,
            "NEXUS_PORT": str(settings.port),
            **metrics_environment(settings.metrics_port, place),
        }
        return Keeper(Program(name, ["nexus", "api", "--name", name, *options], environment, GRACE_S, descriptors))

    end = giving.fileno()
    for_people = keeper(0, ["--take-from", str(taking.fileno())], [taking.fileno()])
    for_messages = [
        keeper(place, ["--listen-on", str(one), "--give-to", str(end)], [one, end])
        for place, one in enumerate([each.fileno() for each in sockets], start=1)
    ]
    log.info("%d processes serve http://%s:%d", settings.api_processes, settings.host, settings.port)
    await run_until_signal([for_people, *for_messages])
    for one in sockets:  # who comes now is refused at once
        one.close()
    await asyncio.gather(*(each.stop() for each in for_messages))
    await for_people.stop()  # last: what was handed over is answered
