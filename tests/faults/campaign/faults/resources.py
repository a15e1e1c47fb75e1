"""What runs out: memory, room on the disk, descriptors; and locks that somebody else holds."""

import errno
import subprocess
from pathlib import Path
from random import Random
from typing import Final

import psycopg
import pymysql
from harness.nexus_process import NexusProcess

from campaign.faults.base import INTAKE, MIRROR, PIPELINES, WAREHOUSE, Fault
from campaign.site import DATABASE, Site
from nexus.testing import wait_until


class StoreMemoryFull(Fault):
    name = "stream store: memory full"
    place = "store"
    hits = frozenset({INTAKE})

    def begin(self, site: Site, random: Random) -> None:
        site.client.config_set("maxmemory", "1mb")

    def end(self, site: Site) -> None:
        site.client.config_set("maxmemory", "0")


class StoreDiskFull(Fault):
    """No file of the store may grow beyond what its log has now (RLIMIT_FSIZE): the next write ends it."""

    name = "stream store: its log cannot grow"
    place = "store"
    hits = frozenset({INTAKE})

    def begin(self, site: Site, random: Random) -> None:
        largest = max(file.stat().st_size for file in site.store.folder.rglob("*.aof"))
        limit(site.store.pid, "fsize", largest + random.randrange(1, 20_000))
        wait_until(lambda: not site.store.is_running, timeout_s=30, what="the store to end")

    def end(self, site: Site) -> None:
        site.store.kill()
        site.store.start()


class StorePowerLost(Fault):
    """What the store had not synced is gone, though it had written it."""

    name = "stream store: power lost"
    place = "store"
    hits = frozenset({INTAKE, *PIPELINES})

    def begin(self, site: Site, random: Random) -> None:
        site.store.cut_power(random)

    def end(self, site: Site) -> None:
        site.store.start()


class StoreDiskFails(Fault):
    """Writes and syncs fail, and the power is lost with that: what could not be kept was not acknowledged."""

    place = "store"
    hits = frozenset({INTAKE, *PIPELINES})

    def __init__(self, error: int) -> None:
        self.name = f"stream store: its disk answers {errno.errorcode[error]}, then the power is lost"
        self._error = error

    def begin(self, site: Site, random: Random) -> None:
        site.store.power.fail(self._error)
        wait_until(lambda: not site.store.is_running, timeout_s=30, what="the store to end")
        site.store.cut_power(random)

    def end(self, site: Site) -> None:
        site.store.power.heal()
        site.store.start()


class Descriptors(Fault):
    """A process may open nothing more (RLIMIT_NOFILE), while what it has is cut."""

    def _exhaust(self, process: NexusProcess) -> None:
        limit(process.pid, "nofile", len(list(Path(f"/proc/{process.pid}/fd").iterdir())))

    def _give_back(self, process: NexusProcess) -> None:
        limit(process.pid, "nofile", 4096)


class WorkerDescriptors(Descriptors):
    name = "worker: descriptors exhausted, connections to PostgreSQL cut"
    place = "worker"
    interrupted = 1

    def begin(self, site: Site, random: Random) -> None:
        self._exhaust(site.worker)
        site.postgres_line.cut()

    def end(self, site: Site) -> None:
        self._give_back(site.worker)


class ApiDescriptors(Descriptors):
    name = "API: descriptors exhausted"
    place = "api"

    def begin(self, site: Site, random: Random) -> None:
        self._exhaust(site.api)

    def end(self, site: Site) -> None:
        self._give_back(site.api)


class PostgresLocked(Fault):
    name = "PostgreSQL: tables locked by someone else"
    place = "postgres"
    hits = WAREHOUSE

    def begin(self, site: Site, random: Random) -> None:
        self._connection = psycopg.connect(site.postgres.url(DATABASE, driver=""))
        self._connection.execute("LOCK TABLE books, copies, journal IN ACCESS EXCLUSIVE MODE")

    def end(self, site: Site) -> None:
        self._connection.close()


class MariaDBLocked(Fault):
    name = "MariaDB: tables locked by someone else"
    place = "mariadb"
    hits = MIRROR

    def begin(self, site: Site, random: Random) -> None:
        server = site.mariadb
        account = {"user": server.username, "password": server.password, "database": DATABASE}
        self._connection = pymysql.connect(host=server.host, port=server.port, **account)
        self._connection.cursor().execute("LOCK TABLES ledgered WRITE, latest WRITE")

    def end(self, site: Site) -> None:
        self._connection.close()


def limit(pid: int, resource: str, value: int) -> None:
    """Set the soft limit of a resource of a running process."""
    subprocess.run(["prlimit", f"--pid={pid}", f"--{resource}={value}:"], check=True)


RESOURCE_FAULTS: Final = (
    StoreMemoryFull(),
    StoreDiskFull(),
    StorePowerLost(),
    StoreDiskFails(errno.ENOSPC),
    StoreDiskFails(errno.EIO),
    WorkerDescriptors(),
    ApiDescriptors(),
    PostgresLocked(),
    MariaDBLocked(),
)
