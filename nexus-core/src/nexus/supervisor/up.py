"""``nexus up``: the whole of Nexus on one machine, with nothing to install."""

import asyncio
import contextlib
import http.client
import logging
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import evolve, field, frozen

from nexus import wiring
from nexus.config import Secret
from nexus.config.settings import Settings
from nexus.demo.setup import Demo, prepare
from nexus.errors import ConfigurationError
from nexus.model.audit import AuditEvent, Category
from nexus.model.user import Role
from nexus.security.keyring import generate_key
from nexus.security.passwords import Passwords
from nexus.services.secrets_file import LocalSecrets, load_or_make
from nexus.storage import schema
from nexus.streams.embedded import EmbeddedStore
from nexus.supervisor.listening import free_port
from nexus.supervisor.programs import Keeper, Program, metrics_environment, stop_at_signals

log = logging.getLogger(__name__)

READY_WITHIN_S = 60.0
ADMINISTRATOR = "admin"


@frozen
class Started:
    """What a person should know once everything runs.

    Attributes:
        password: of the first administrator, if it was made at this start.
    """

    url: str
    data: Path
    password: str | None = field(repr=False)
    demo: Demo | None


class Installation:
    """Everything on one machine: an embedded store, SQLite, an API process, workers, a receiver, perhaps the demo.

    Args:
        settings: how; what it does not name (database, stream store, keys) is made in its data folder.
        demo: also define and send demo messages.
        announce: called once everything runs.
    """

    def __init__(self, settings: Settings, *, demo: bool, announce: Callable[[Started], None]) -> None:
        self._given = settings
        self._with_demo = demo
        self._announce = announce
        self._keepers: list[Keeper] = []

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; then stop in order: senders, API, receiver, workers, store."""
        data = self._given.data_dir.absolute()
        secrets = load_or_make(data, generate_key)
        settings = self._completed(data, secrets)
        for url, chain in schema.places(settings.database_url, settings.log_url).values():
            schema.upgrade(url, chain)
        if settings.redis_url is not None:
            asyncio.run(self._run(settings, secrets))
            return
        with _not_cut_short(), EmbeddedStore(data / "store") as store:
            with_store = evolve(settings, redis_url=store.url)  # type: ignore[misc] # as above
            try:
                asyncio.run(self._run(with_store, secrets))
            finally:
                signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the store is about to end: nothing is to stop that

    def _completed(self, data: Path, secrets: LocalSecrets) -> Settings:
        given = self._given
        if given.egress_allow:
            allow = given.egress_allow
        else:
            allow = wiring.LOOPBACK
            log.info("connections may reach this machine (%s), as NEXUS_EGRESS_ALLOW is not set", ", ".join(allow))
        return evolve(  # type: ignore[misc] # config.define makes attrs classes, which mypy cannot see
            given,
            data_dir=data,
            encryption_keys=given.encryption_keys or Secret(secrets.encryption_keys),
            jwt_secret=given.jwt_secret or Secret(secrets.jwt_secret),
            egress_allow=allow,
        )

    async def _run(self, settings: Settings, secrets: LocalSecrets) -> None:
        stop = asyncio.Event()
        stop_at_signals(stop, self._keepers)
        password = await asyncio.to_thread(_first_administrator, settings, secrets)
        demo = await asyncio.to_thread(prepare, settings, settings.data_dir / "demo") if self._with_demo else None
        settings = evolve(settings, port=free_port(settings.host, settings.port))  # type: ignore[misc] # as above
        try:
            await self._start(settings, demo, stop)
            if not stop.is_set():
                self._announce(Started(_url(settings), settings.data_dir, password, demo))
            await stop.wait()
        finally:
            for keeper in reversed(self._keepers):
                await keeper.stop()

    async def _start(self, settings: Settings, demo: Demo | None, stop: asyncio.Event) -> None:
        def environment(place: int) -> dict[str, str]:  # ports for metrics: of the API the first, then as started here
            return _environment(settings) | metrics_environment(settings.metrics_port, place)

        before = settings.api_processes - 1
        for number in range(1, settings.worker_processes + 1):
            worker = ["nexus", "worker", "--name", f"worker-{number}"]
            self._keep(f"worker-{number}", worker, environment(before + number))
        receiver = ["nexus", "receiver", "--name", "receiver-1"]
        self._keep("receiver", receiver, environment(before + settings.worker_processes + 1))
        if demo is not None:
            self._keep("demo-endpoint", ["nexus.demo.endpoint", str(demo.port)], {}, grace_s=2.0)
        self._keep("api", ["nexus", "api"], environment(0))
        await _until_ready(settings, stop)
        if demo is not None and not stop.is_set():
            command = ["nexus.demo.sender", _url(settings)]
            self._keep("demo-sender", command, {"NEXUS_DEMO_KEY": demo.key}, grace_s=2.0)

    def _keep(self, name: str, module: list[str], environment: Mapping[str, str], grace_s: float = 40.0) -> None:
        keeper = Keeper(Program(name, module, environment, grace_s))
        self._keepers.append(keeper)
        keeper.start()


@contextlib.contextmanager
def _not_cut_short() -> Iterator[None]:
    """Let SIGTERM end this process as Ctrl-C does, so that what was started is ended, also before the event loop runs."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _url(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 — compared, not bound
    return f"http://{host}:{settings.port}"


def _environment(settings: Settings) -> dict[str, str]:
    """Return the settings as the processes read them."""
    assert settings.encryption_keys is not None
    assert settings.jwt_secret is not None
    return {
        "NEXUS_DATA_DIR": str(settings.data_dir),
        "NEXUS_DATABASE_URL": settings.database_url,
        "NEXUS_LOG_URL": settings.log_url,
        "NEXUS_REDIS_URL": wiring.store_url(settings),
        "NEXUS_ENCRYPTION_KEYS": settings.encryption_keys.reveal(),
        "NEXUS_JWT_SECRET": settings.jwt_secret.reveal(),
        "NEXUS_EGRESS_ALLOW": ",".join(settings.egress_allow),
        "NEXUS_HOST": settings.host,
        "NEXUS_PORT": str(settings.port),
    }


def _first_administrator(settings: Settings, secrets: LocalSecrets) -> str | None:
    """Make the first user where there is none, and return its password, unless the settings gave it."""
    with wiring.open_metadata(settings) as metadata:
        if metadata.users.list():
            return None
        given = settings.admin_password
        password = given.reveal() if given is not None else secrets.admin_password
        workspace_id = metadata.workspace_id(wiring.DEFAULT_WORKSPACE)
        with metadata.database.write():
            metadata.users.create(
                ADMINISTRATOR,
                Passwords().hash(password),
                owner=True,
                roles={workspace_id: Role.ADMIN},
                must_change_password=given is None,
            )
            event = AuditEvent(Category.ADMIN, "user.create", "nexus up", workspace_id, target=f"user:{ADMINISTRATOR}")
            metadata.audit.append(event)
        return password if given is None else None


async def _until_ready(settings: Settings, stop: asyncio.Event) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not stop.is_set():
        if await asyncio.to_thread(_is_ready, settings):
            return
        if time.monotonic() > deadline:
            raise ConfigurationError(
                f"the API was not ready within {READY_WITHIN_S:.0f} s",
                remedy="its log above says why; see `nexus doctor`",
            )
        await asyncio.sleep(0.1)


def _is_ready(settings: Settings) -> bool:
    host = _url(settings).removeprefix("http://").rpartition(":")[0]
    connection = http.client.HTTPConnection(host, settings.port, timeout=2.0)
    try:
        connection.request("GET", "/api/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
