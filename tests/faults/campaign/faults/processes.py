"""Processes that are killed, stopped and ended."""

import signal
from random import Random
from typing import Final

from campaign.faults.base import INTAKE, MIRROR, PIPELINES, WAREHOUSE, Fault
from campaign.site import Site
from nexus.testing import MariaDBServer, PostgresServer, ValkeyServer, wait_until

TIMES: Final = (2, 4)
"""How often at least and at most a loop ends a process."""


class ApiKilled(Fault):
    name = "API killed"
    place = "api"
    hits = frozenset({INTAKE})

    def begin(self, site: Site, random: Random) -> None:
        site.api.kill()

    def end(self, site: Site) -> None:
        site.api.start()
        site.nexus.wait_until_ready(site.api)


class ApiEndedAgainAndAgain(Fault):
    name = "API ended by SIGTERM, again and again"
    place = "api"

    def begin(self, site: Site, random: Random) -> None:
        for _ in range(random.randint(*TIMES)):
            assert site.api.stop() == 0
            site.api.start()
            site.nexus.wait_until_ready(site.api)


class WorkerKilled(Fault):
    name = "worker killed while it holds messages"
    place = "worker"
    needs_flow = True
    hits = PIPELINES
    interrupted = 1

    def begin(self, site: Site, random: Random) -> None:
        wait_until(lambda: stopped_while_busy(site), timeout_s=30, what="the worker to hold messages")
        site.worker.kill()

    def end(self, site: Site) -> None:
        site.worker.start()


class WorkerKilledAgainAndAgain(Fault):
    name = "worker killed, again and again"
    place = "worker"
    needs_flow = True
    interrupted = TIMES[1]

    def begin(self, site: Site, random: Random) -> None:
        for _ in range(random.randint(*TIMES)):
            wait_until(lambda: stopped_while_busy(site), timeout_s=30, what="the worker to hold messages")
            site.worker.restart_after_kill()


class WorkerEndedAgainAndAgain(Fault):
    name = "worker ended by SIGTERM, again and again"
    place = "worker"
    needs_flow = True

    def begin(self, site: Site, random: Random) -> None:
        for _ in range(random.randint(*TIMES)):
            assert site.worker.stop() == 0
            site.worker.start()
            moved = site.arrived("books")
            wait_until(lambda before=moved: site.arrived("books") > before, timeout_s=30, what="the worker to work")


class WorkerNeverBack(Fault):
    """Killed for good: another takes over what it held, once it is sure that nobody works on it."""

    name = "worker killed for good, another takes over"
    place = "worker"
    needs_flow = True
    interrupted = 1

    def begin(self, site: Site, random: Random) -> None:
        wait_until(lambda: stopped_while_busy(site), timeout_s=30, what="the worker to hold messages")
        site.worker.kill()
        site.worker = site.nexus.start_worker(f"worker-{random.getrandbits(32):08x}")


class WorkerStopped(Fault):
    """SIGSTOP for longer than its messages wait: another takes them over, and then the first goes on."""

    name = "worker stopped (SIGSTOP) until another has taken over, then both go on"
    place = "worker"
    needs_flow = True
    interrupted = 2  # what it was writing, and what it had read meanwhile

    def begin(self, site: Site, random: Random) -> None:
        name = site.worker.arguments[-1]
        wait_until(lambda: stopped_while_busy(site), timeout_s=30, what="the worker to hold messages")
        self._second = site.nexus.start_worker(f"worker-{random.getrandbits(32):08x}")
        wait_until(
            lambda: site.held_by(name) == 0,
            timeout_s=90,
            every_s=0.2,
            what=f"{name}'s messages to be claimed",
        )

    def end(self, site: Site) -> None:
        site.worker.send(signal.SIGCONT)
        assert self._second.stop() == 0


class StoreKilled(Fault):
    name = "stream store killed"
    place = "store"
    hits = frozenset({INTAKE, *PIPELINES})

    def begin(self, site: Site, random: Random) -> None:
        site.store.kill()

    def end(self, site: Site) -> None:
        site.store.start()


class ServerKilled(Fault):
    place = "database"
    interrupted = 1

    def begin(self, site: Site, random: Random) -> None:
        self.server(site).kill()

    def end(self, site: Site) -> None:
        self.server(site).start()

    def server(self, site: Site) -> PostgresServer | MariaDBServer | ValkeyServer:
        raise NotImplementedError


class PostgresKilled(ServerKilled):
    name = "PostgreSQL killed"
    place = "postgres"
    hits = WAREHOUSE

    def server(self, site: Site) -> PostgresServer:
        return site.postgres


class MariaDBKilled(ServerKilled):
    name = "MariaDB killed"
    place = "mariadb"
    hits = MIRROR

    def server(self, site: Site) -> MariaDBServer:
        return site.mariadb


class ServerStopped(ServerKilled):
    def begin(self, site: Site, random: Random) -> None:
        self.server(site).pause()

    def end(self, site: Site) -> None:
        self.server(site).resume()


class StoreStopped(ServerStopped):
    name = "stream store stopped (SIGSTOP) beyond the time-out"
    place = "store"
    hits = frozenset({INTAKE, *PIPELINES})
    interrupted = 0

    def server(self, site: Site) -> ValkeyServer:
        return site.store


class PostgresStopped(ServerStopped):
    name = "PostgreSQL stopped (SIGSTOP)"
    place = "postgres"
    hits = WAREHOUSE

    def server(self, site: Site) -> PostgresServer:
        return site.postgres


class MariaDBStopped(ServerStopped):
    name = "MariaDB stopped (SIGSTOP)"
    place = "mariadb"
    hits = MIRROR

    def server(self, site: Site) -> MariaDBServer:
        return site.mariadb


def stopped_while_busy(site: Site) -> bool:
    """Stop the worker if it holds messages that are not settled; True if it is stopped now."""
    name = site.worker.arguments[-1]
    site.worker.send(signal.SIGSTOP)
    if site.held_by(name):
        return True
    site.worker.send(signal.SIGCONT)
    return False


PROCESS_FAULTS: Final = (
    ApiKilled(),
    ApiEndedAgainAndAgain(),
    WorkerKilled(),
    WorkerKilledAgainAndAgain(),
    WorkerEndedAgainAndAgain(),
    WorkerNeverBack(),
    WorkerStopped(),
    StoreKilled(),
    StoreStopped(),
    PostgresKilled(),
    PostgresStopped(),
    MariaDBKilled(),
    MariaDBStopped(),
)
