"""The composition root: from settings to the objects that a process runs with."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final

from attrs import evolve, field, frozen

from nexus.config import Secret
from nexus.config.settings import Settings
from nexus.config.settings import load_settings as read_settings
from nexus.engine.calls import Caller, DaemonThreads
from nexus.errors import ConfigurationError
from nexus.hookspecs import Egress, LogStore
from nexus.model.metrics import Kind, Subject
from nexus.plugins import Catalogue, load_plugins
from nexus.security.api_keys import generate_key
from nexus.security.egress import EgressGuard
from nexus.security.keyring import KeyRing
from nexus.security.master_secrets import new_master_secret
from nexus.security.passwords import Passwords
from nexus.security.throttle import Throttle
from nexus.security.tokens import Tokens
from nexus.security.vault import PayloadVault
from nexus.services import secrets_file
from nexus.services.agent_links.switchboard import Switchboard
from nexus.services.applications.credentials import Credentials
from nexus.services.connections.bounded import BoundedReach
from nexus.services.connections.reach import DirectReach, Reach
from nexus.services.dead_letters import DeadLetterDesk
from nexus.services.definitions.apply import Applied
from nexus.services.definitions.apply import Definitions as DefinitionFiles
from nexus.services.measures.desk import MeasureDesk
from nexus.services.people.login import LogIn
from nexus.services.repositories import Repositories
from nexus.storage import schema
from nexus.storage.database import Database
from nexus.storage.dead_letters import DeadLetters
from nexus.storage.definitions import Definitions
from nexus.storage.delivery_log import SqlDeliveryLog
from nexus.storage.repositories.agents import Agents
from nexus.storage.repositories.api_keys import ApiKeys
from nexus.storage.repositories.applications import Applications
from nexus.storage.repositories.audit import AuditLog
from nexus.storage.repositories.connections import Connections
from nexus.storage.repositories.master_secrets import MasterSecrets
from nexus.storage.repositories.names import NameIndex
from nexus.storage.repositories.payload_keys import PayloadKeys
from nexus.storage.repositories.queries import Queries
from nexus.storage.repositories.sessions import Sessions
from nexus.storage.repositories.users import Users
from nexus.storage.repositories.workflows import Workflows
from nexus.storage.repositories.workspaces import Workspaces
from nexus.storage.run_history import SqlRunHistory
from nexus.streams.agent_post import StreamPost
from nexus.streams.base import Store
from nexus.streams.counters import StoreCounters
from nexus.streams.deadletters import DeadLetterWriter
from nexus.streams.durability import DurabilityMonitor, Limits
from nexus.streams.embedded import EmbeddedStore
from nexus.streams.following import StreamFollowing
from nexus.streams.producer import Commit, StreamProducer
from nexus.streams.rollups import RollUps
from nexus.streams.situation import StreamSituation
from nexus.streams.store import connect
from nexus.streams.ticks import StreamTicks
from nexus.telemetry.counts import Counts, Names

DEFAULT_WORKSPACE: Final = "default"

LOOPBACK: Final = ("127.0.0.0/8", "::1/128")
"""What connections of an installation on one machine may reach besides public addresses, unless it is said."""


def load_settings(environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the settings; what they leave open is taken from the installation in the data folder, if there is one.

    So that ``nexus apply`` beside a ``nexus up`` needs nothing but the same data folder.

    Raises:
        InvalidInput: a setting is wrong; names the variable.
    """
    settings = read_settings(environ, overrides)
    data = settings.data_dir.absolute()
    found = secrets_file.load(data)
    if found is None:
        return settings
    store = EmbeddedStore(data / "store")
    return evolve(  # type: ignore[misc] # config.define makes attrs classes, which mypy cannot see
        settings,
        encryption_keys=settings.encryption_keys or Secret(found.encryption_keys),
        jwt_secret=settings.jwt_secret or Secret(found.jwt_secret),
        redis_url=settings.redis_url or (store.url if store.is_there else None),
        egress_allow=settings.egress_allow or LOOPBACK,
    )


@frozen
class Metadata:
    """Everything that rests on the metadata database."""

    database: Database
    key_ring: KeyRing = field(repr=False)
    repositories: Repositories
    users: Users
    workspaces: Workspaces
    audit: AuditLog
    definitions: Definitions
    dead_letters: DeadLetters
    sessions: Sessions
    agents: Agents
    queries: Queries
    api_keys: ApiKeys
    names: NameIndex
    vault: PayloadVault = field(repr=False)

    def workspace_id(self, name: str) -> str:
        """Return the id of a workspace by its name; raises NotFound."""
        return self.workspaces.by_name(name).id


@contextmanager
def open_metadata(settings: Settings) -> Iterator[Metadata]:
    """Open the metadata database, which must be migrated.

    Raises:
        ConfigurationError: a key is missing, the database cannot be used, or it has to be migrated first.
    """
    ring = key_ring(settings)
    schema.require(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        audit = AuditLog(database, ring)
        vault = PayloadVault(PayloadKeys(database, ring))
        yield Metadata(
            database=database,
            key_ring=ring,
            repositories=Repositories(
                transactions=database,
                applications=Applications(database),
                keys=ApiKeys(database),
                secrets=MasterSecrets(database, ring),
                connections=Connections(database, ring),
                workflows=Workflows(database),
                agents=Agents(database),
                audit=audit,
            ),
            users=Users(database),
            workspaces=Workspaces(database),
            audit=audit,
            definitions=Definitions(database, ring),
            dead_letters=DeadLetters(database, ring, audit, vault),
            sessions=Sessions(database),
            agents=Agents(database),
            queries=Queries(database),
            api_keys=ApiKeys(database),
            names=NameIndex(database),
            vault=vault,
        )
    finally:
        database.close()


@contextmanager
def open_log(settings: Settings, catalogue: Catalogue) -> Iterator[LogStore]:
    """Open the delivery log: in SQL, or where a plugin keeps it, by the scheme of ``NEXUS_LOG_URL``."""
    scheme = settings.log_url.partition(":")[0]
    known = scheme in catalogue.log_stores
    store = catalogue.log_store(scheme).open(settings.log_url) if known else SqlDeliveryLog.open(settings.log_url)
    with closing(store) as log:
        yield log


def open_run_history(settings: Settings) -> SqlRunHistory:
    """Open the history of runs: beside the delivery log, or beside the metadata where a plugin keeps the log."""
    url = settings.log_url if schema.is_supported(settings.log_url) else settings.database_url
    return SqlRunHistory.open(url)


def open_catalogue(settings: Settings, *, routes: bool = False) -> Catalogue:
    """Load the plugins that the settings allow."""
    return load_plugins(settings.plugins_allow, routes=routes, commands=False)


def open_definitions(settings: Settings, metadata: Metadata, workspace: str, *, actor: str) -> DefinitionFiles:
    """Return what applies definition files in a workspace; raises NotFound if there is no such workspace."""
    return DefinitionFiles(
        metadata.repositories,
        open_catalogue(settings),
        open_credentials(metadata),
        workspace_id=metadata.workspace_id(workspace),
        actor=actor,
    )


def open_credentials(metadata: Metadata) -> Credentials:
    """Return what makes and ends the keys and master secrets of applications."""
    repositories = metadata.repositories
    return Credentials(repositories.keys, repositories.secrets, generate_key, new_master_secret)


def open_dead_letters(settings: Settings, metadata: Metadata, workspace: str) -> DeadLetterDesk:
    """Return what people do with the dead letters of a workspace; raises NotFound if there is no such workspace."""
    return DeadLetterDesk(
        metadata.dead_letters, metadata.repositories, open_catalogue(settings), metadata.workspace_id(workspace)
    )


def open_log_in(settings: Settings, metadata: Metadata, store: Store, passwords: Passwords) -> LogIn:
    """Return what checks who people are.

    Raises:
        ConfigurationError: there is no secret to sign tokens with.
    """
    if settings.jwt_secret is None:
        raise ConfigurationError(
            "no secret for access tokens is set",
            path="NEXUS_JWT_SECRET",
            remedy="set it to at least 32 random characters, the same for all API processes",
        )
    return LogIn(
        users=metadata.users,
        sessions=metadata.sessions,
        audit=metadata.audit,
        transactions=metadata.database,
        passwords=passwords,
        tokens=Tokens(settings.jwt_secret),
        throttle=Throttle(StoreCounters(store)),
    )


def announce(settings: Settings, applied: Applied) -> tuple[str, ...]:
    """Tell running processes what changed, and end the cursors of removed pipelines that have nothing left to deliver.

    Returns:
        What a person should know: that nobody could be told, or that a removed pipeline still holds messages.
    """
    if settings.redis_url is None or not applied.changed_ids:
        return ()
    return asyncio.run(_announce(settings, applied))


async def _announce(settings: Settings, applied: Applied) -> tuple[str, ...]:
    store = open_store(settings)
    try:
        following = open_following(store, lambda: open_catalogue(settings))
        return await following.follow(applied.changed_ids, applied.added_routes, applied.removed_routes)
    finally:
        await store.close()


def open_following(store: Store, catalogue: Callable[[], Catalogue]) -> StreamFollowing:
    """Return what follows changes of definitions in the stream store."""
    return StreamFollowing(store, lambda: {one.family for one in catalogue().connectors.values()})


def open_store(settings: Settings, metadata: Metadata | None = None) -> Store:
    """Connect to the stream store; belongs to the running event loop.

    Args:
        settings: name it.
        metadata: has the keys of payloads that are kept encrypted there; for who reads messages.

    Raises:
        ConfigurationError: no store is named.
    """
    store = connect(store_url(settings))
    if metadata is not None:
        store.vault = metadata.vault
    return store


def store_url(settings: Settings) -> str:
    """Return the URL of the stream store; raises ConfigurationError if none is named."""
    if settings.redis_url is None:
        raise ConfigurationError(
            "no stream store is named", path="NEXUS_REDIS_URL", remedy="set it, or run `nexus up`, which brings its own"
        )
    return settings.redis_url


def open_egress(settings: Settings) -> EgressGuard:
    """Return the guard over the addresses that connections may reach."""
    return EgressGuard(settings.egress_allow)


def open_measures(metadata: Metadata, catalogue: Catalogue, store: Store) -> MeasureDesk:
    """Return what can be asked about figures."""
    return MeasureDesk(
        repositories=metadata.repositories,
        connectors=catalogue.connectors,
        figures=RollUps(store),
        situation=StreamSituation(store),
        letters=metadata.dead_letters,
    )


def open_switchboard(store: Store, ear: Store) -> Switchboard:
    """Return what asks the agents that are connected to this or another API process."""
    return Switchboard(StreamPost(store, ear))


def open_reach(catalogue: Catalogue, egress: Egress, through_agents: Reach) -> BoundedReach:
    """Return what asks the other ends of connections for people who wait.

    Args:
        catalogue: what is installed.
        egress: decides which addresses may be reached.
        through_agents: reaches connections that name an agent.
    """
    return BoundedReach(DirectReach(catalogue, egress, Caller(DaemonThreads())), through_agents)


def open_monitor(settings: Settings, store: Store) -> DurabilityMonitor:
    """Return what watches whether the stream store keeps what it accepts."""
    return DurabilityMonitor(
        store,
        strict=settings.durability != "relaxed",
        limits=Limits(watermark=settings.memory_watermark),
        wait_for_fsync=settings.durability == "waitaof",
    )


def open_ticks(settings: Settings, store: Store) -> StreamTicks:
    """Return what makes the messages of schedules: as durable as those that senders send."""
    return StreamTicks(store, StreamProducer(store, commit=_commit(settings)))


def open_producer(settings: Settings, store: Store, monitor: DurabilityMonitor, counts: Counts) -> StreamProducer:
    """Return what writes accepted messages, acknowledging them when they are as durable as the settings say."""

    def counted(workflow_id: str, accepted: int, duplicates: int) -> None:
        counts.enrol(Subject(Kind.WORKFLOW, workflow_id), Names()).figures.took(accepted, duplicates)

    return StreamProducer(store, commit=_commit(settings), refusal=monitor.refusal, counted=counted)


def open_burial(settings: Settings, store: Store, monitor: DurabilityMonitor) -> DeadLetterWriter:
    """Return what records dead letters of messages that a source could not read, as durable as accepted messages."""
    return DeadLetterWriter(store, commit=_commit(settings), refusal=monitor.refusal)


def _commit(settings: Settings) -> Commit:
    return Commit(replicas=settings.min_replicas, wait_for_fsync=settings.durability == "waitaof")


def key_ring(settings: Settings) -> KeyRing:
    """Return the key ring of the settings; raises ConfigurationError if they name no key."""
    if settings.encryption_keys is None:
        raise ConfigurationError(
            "no encryption key is set",
            path="NEXUS_ENCRYPTION_KEYS",
            remedy="`nexus keys generate` prints one; or name the data folder of a `nexus up` in NEXUS_DATA_DIR",
        )
    return KeyRing.parse(settings.encryption_keys.reveal())
