"""What the engine, the worker and the API need from outside, as Protocols; adapters in ``streams`` and ``storage``."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from nexus.model.attempts import Bucket, Count
from nexus.model.connection import Application, Connection
from nexus.model.credentials import KeyHolder, MasterSecret, PayloadKey
from nexus.model.delivery import DeadLetter, DeliveryEvent, Depth, ScheduledRetry, Settlement
from nexus.model.message import Message, NewMessage, Receipt
from nexus.model.metrics import Figures, Resolution, Subject
from nexus.model.metrics.circuit import OpenCircuit
from nexus.model.run import Kept
from nexus.model.secret import SecretPlace
from nexus.model.source import SourceReport
from nexus.model.user import Workspace
from nexus.model.workflow import Workflow

Done = Callable[[Sequence[Receipt] | Exception], None]
"""Called on the event loop, once: with a receipt per message in order, or with a `StoreError` (then nothing is known)."""


class Producer(Protocol):
    """Writes accepted messages to workflow streams, grouped so that many share one fsync."""

    def submit(self, workflow_id: str, messages: Sequence[NewMessage], done: Done) -> None:
        """Queue messages for the next group commit; ``done`` is called when they are durable. For the hot path."""
        ...

    async def accept(self, workflow_id: str, messages: Sequence[NewMessage]) -> Sequence[Receipt]:
        """Return once the messages are durable.

        Raises:
            StoreFull: above the memory watermark; try again later.
            NotDurable: the store would not keep them.
            StoreError: the store is away; whether they were taken is unknown: send them again with the same digest.
        """
        ...


class Burial(Protocol):
    """Records dead letters of messages that never were in a stream: a source brought what it could not read."""

    async def bury(self, workflow_id: str, letters: Sequence[DeadLetter]) -> None:
        """Return once the letters are durable; they reach the metadata database as all dead letters do.

        Raises:
            StoreError: they may be recorded or not; record them again.
        """
        ...


class PipelineStream(Protocol):
    """One pipeline's cursor on its workflow's stream, as one worker sees it."""

    async def ensure(self, start: str = "0") -> bool:
        """Create the consumer group if it is not there; True if it was created. ``start``: ``0``, ``$`` or a stream id."""
        ...

    async def read(self, count: int) -> Sequence[Message]:
        """Read up to ``count`` new messages, without waiting.

        Raises:
            GroupLost: the group is gone (flush, failover); it is made again at ``0`` by `ensure`.
        """
        ...

    async def own_pending(self, count: int, after: str = "0") -> Sequence[Message]:
        """Read what this worker was given and has not settled, from ``after`` on (exclusive).

        `Message.deliveries` says how often each was handed out before.
        """
        ...

    async def claim(self, count: int, min_idle_ms: int) -> Sequence[Message]:
        """Take over what other workers have held for ``min_idle_ms``; `Message.deliveries` says how often it was given."""
        ...

    async def adopt(self) -> int:
        """Make all that is pending this worker's, whoever has it, without counting; return how many were others'."""
        ...

    async def touch(self, messages: Sequence[Message], deliveries: int | None = None) -> None:
        """Say that work on these pending messages goes on, so that no one claims them.

        With ``deliveries``, set how often they count as handed out: waiting for a destination is not the message's fault.
        """
        ...

    async def settle(self, settlement: Settlement) -> None:
        """Schedule the failed, record the dead, then acknowledge: one atomic step, acknowledged last."""
        ...

    async def depth(self) -> Depth:
        """Return how much is before the pipeline."""
        ...


class Lease(Protocol):
    """The right to run one ordered route, or one instance of a source; one process at a time has it."""

    @property
    def term(self) -> int:
        """Another number each time that the lease is taken: in between it may have been in other hands."""
        ...

    @property
    def seconds_left(self) -> float:
        """How long this worker certainly has it; 0 without it."""
        ...

    @property
    def look_again_s(self) -> float:
        """After this many seconds, who has it renews it, and who was refused asks again."""
        ...

    async def take(self) -> bool:
        """Take or renew it; False while another worker has it."""
        ...

    async def release(self) -> None:
        """Give it back, so that another worker can go on at once."""
        ...


class Board(Protocol):
    """What receivers share: who of them is there, and how each source is doing. All methods raise StoreError."""

    async def attend(self, receiver: str, seconds: float) -> Sequence[str]:
        """Say that a receiver is there for so long; return the names of all that are, sorted."""
        ...

    async def leave(self, receiver: str) -> None:
        """A receiver is there no more."""
        ...

    async def post(self, reports: Sequence[SourceReport]) -> None:
        """Tell how instances of sources are doing."""
        ...

    async def remove(self, reports: Sequence[SourceReport]) -> None:
        """Take off what is received no more."""
        ...

    async def read(self) -> Sequence[SourceReport]:
        """Return all reports, in no order."""
        ...


class RetrySchedule(Protocol):
    """The scheduled deliveries of one workflow and one connector family."""

    async def take(self, count: int, lease_ms: int) -> Sequence[tuple[str, ScheduledRetry]]:
        """Lease up to ``count`` due deliveries as (pipeline id, retry); they come due again unless settled in time."""
        ...

    async def postpone(self, retries: Sequence[tuple[str, ScheduledRetry]], due_at: int) -> None:
        """Put leased deliveries off until ``due_at`` (ms since 1970, UTC) without counting an attempt."""
        ...

    async def next_due(self) -> int | None:
        """When the earliest scheduled delivery is due (ms since 1970, UTC), or None if there is none."""
        ...


class RunStore(Protocol):
    """What the runs of one workflow need of the stream store besides their stream. All methods raise StoreError."""

    async def checkpoint(self, messages: Sequence[Message]) -> Sequence[Kept]:
        """Keep the states of runs, in one atomic step; say of each whether this worker still has it."""
        ...

    async def cancelled(self) -> Collection[str]:
        """Ids of the messages whose runs are to end."""
        ...

    async def forget_cancelled(self, message_ids: Sequence[str]) -> None:
        """These runs have ended."""
        ...

    async def answer(self, message_id: str, answer: bytes, payload_key: str = "") -> None:
        """Tell whoever waits for this run, in whichever process, how it ended; ``payload_key``: `RunRecord.key`."""
        ...


class Handover(Protocol):
    """Dead letters on their way from the stream store, where settling wrote them, to the metadata database."""

    async def drain(self, workflow_id: str, count: int) -> Sequence[tuple[str, DeadLetter]]:
        """Return up to ``count`` letters with their hand-over entry; those of a collector that died come first."""
        ...

    async def confirm(self, workflow_id: str, entries: Sequence[str]) -> None:
        """Forget letters that the database has."""
        ...


class Streams(Protocol):
    """Everything that a worker needs of the stream store."""

    def pipeline(self, workflow_id: str, pipeline_id: str, family: str) -> PipelineStream:
        """Return the cursor of one pipeline."""
        ...

    def lease(self, workflow_id: str, pipeline_id: str) -> Lease:
        """Return this worker's lease of one ordered pipeline."""
        ...

    def schedule(self, workflow_id: str, family: str) -> RetrySchedule:
        """Return the retry schedule of one workflow and connector family."""
        ...

    def runs(self, workflow_id: str) -> RunStore:
        """Return what the runs of a sequential workflow need."""
        ...

    @property
    def handover(self) -> Handover:
        """Dead letters that are not in the database yet."""
        ...

    def wakes(self) -> AsyncIterator[str | None]:
        """Yield ids of workflows that have new messages; None after a reconnect: look at all of them."""
        ...

    def changes(self) -> AsyncIterator[str | None]:
        """Yield ids of definitions that changed; None after a reconnect."""
        ...

    async def trim(self, workflow: Workflow) -> None:
        """Forget delivered messages beyond the workflow's retention; never an undelivered one."""
        ...

    async def leave(self, workflow_id: str, pipeline_id: str, family: str) -> None:
        """This worker reads a pipeline no more: forget it as a consumer, if it holds nothing."""
        ...


class DefinitionStore(Protocol):
    """Reads the definitions that processes run by; every call goes to the metadata database. Synchronous."""

    def workflows(self) -> Sequence[Workflow]:
        """All enabled workflows of all workspaces, in their current version."""
        ...

    def workflow(self, workflow_id: str) -> Workflow | None:
        """One workflow, or None if it is gone or disabled."""
        ...

    def connections(self, ids: Sequence[str]) -> Sequence[Connection]:
        """Connections by id, with their secrets in clear."""
        ...

    def masked_paths(self) -> Mapping[str, Sequence[str]]:
        """What each application wants masked, by its id; connections that send mask nothing, and are named too."""
        ...

    def workspaces(self) -> Sequence[Workspace]:
        """All workspaces."""
        ...

    def workspace(self, workspace_id: str) -> Workspace | None:
        """One workspace, or None if it is gone."""
        ...

    def holder_of_key(self, key_id: str, key_digest: bytes) -> KeyHolder | None:
        """The application whose API key this is, compared in constant time; None if there is none."""
        ...

    def payload_secrets(self, application: Application) -> Sequence[MasterSecret]:
        """Versions of an application's master secret that are valid now, in clear.

        Raises:
            ConfigurationError: an encryption key is missing; the message names it.
        """
        ...

    def payload_key(self, application: Application) -> PayloadKey:
        """The key under which its payloads are kept encrypted now; raises as `payload_secrets`."""
        ...

    def workflows_of_application(self, application_id: str) -> Sequence[str]:
        """Ids of the enabled workflows that this application feeds."""
        ...


class DeliveryLog(Protocol):
    """Keeps delivery events. Synchronous."""

    def append(self, events: Sequence[DeliveryEvent]) -> None:
        """Store a batch of events."""
        ...


class DeadLetterStore(Protocol):
    """Keeps dead letters until a person acts. Synchronous."""

    def add(self, letters: Sequence[DeadLetter]) -> None:
        """Store letters; one that is there already (same pipeline and message) is replaced."""
        ...


class FiguresStore(Protocol):
    """Keeps what processes count: seconds for an hour, minutes and hours for a week."""

    async def write(self, at: int, found: Mapping[Subject, Figures]) -> None:
        """Take what was counted in the second ``at`` (since 1970, UTC). Never raises StoreError: it is written later."""
        ...

    async def read(
        self, subjects: Sequence[Subject], resolution: Resolution, first: int, last: int
    ) -> Mapping[Subject, Mapping[int, Figures]]:
        """Return figures by slot, from ``first`` to ``last``, of all processes together; raises StoreError."""
        ...

    async def close(self) -> None:
        """Write what has not been written."""
        ...


class Situation(Protocol):
    """How things stand now. All methods raise StoreError."""

    async def depths(self, routes: Mapping[str, Sequence[tuple[str, str]]]) -> Mapping[tuple[str, str], Depth]:
        """Return what is before pipelines, by workflow and pipeline id; one that has not begun is left out.

        Args:
            routes: workflow id to its pipelines, each with the connector family of its destination.
        """
        ...

    async def circuits(self, workflow_ids: Iterable[str]) -> Sequence[OpenCircuit]:
        """Return the circuits of workflows that are not closed."""
        ...

    async def tell(self, opened: Sequence[OpenCircuit], closed: Sequence[tuple[str, str]]) -> None:
        """Say which circuits of this worker are not closed, and which are closed again."""
        ...


class SecretBox(Protocol):
    """Encrypts what is kept secret at rest. Synchronous, cheap, safe to call from many threads."""

    def seal(self, plain: bytes, place: SecretPlace) -> str:
        """Return a token that opens at ``place`` only."""
        ...

    def open(self, token: str, place: SecretPlace) -> bytes:
        """Return what was sealed.

        Raises:
            ConfigurationError: the key that it names is missing, or it was sealed for another place.
        """
        ...

    def is_current(self, token: str) -> bool:
        """Whether the token is under the key that `seal` uses now."""
        ...


class Vault(Protocol):
    """Seals and opens what the stream store may have encrypted only. Synchronous; safe to call from many threads."""

    def lacking(self, sealed: Sequence[bytes]) -> Sequence[str]:
        """Return the ids of keys that are needed to open ``sealed`` and not at hand."""
        ...

    def fetch(self, ids: Sequence[str]) -> None:
        """Get keys from the metadata database; those that it does not have stay lacking.

        Raises:
            ConfigurationError: a key of the ring is missing; the message names it.
        """
        ...

    def seal(self, key_id: str, plain: bytes, part: str, message_id: str) -> bytes:
        """Encrypt a part of a message, under a key that is at hand."""
        ...

    def open(self, sealed: bytes, part: str, message_id: str) -> tuple[str, bytes]:
        """Return the id of the key, and what was sealed; raises `nexus.errors.Unopened`."""
        ...


class Counters(Protocol):
    """Counts and marks that all processes share, and that end by themselves. All methods raise StoreError."""

    async def add(self, buckets: Sequence[Bucket], amount: int = 1) -> Sequence[Count]:
        """Add to all buckets in one step, and return their counts; none falls below zero."""
        ...

    async def is_marked(self, name: str) -> bool:
        """Whether ``name`` was marked and the mark has not ended."""
        ...

    async def mark(self, name: str, seconds: int) -> None:
        """Mark ``name`` for a while."""
        ...
