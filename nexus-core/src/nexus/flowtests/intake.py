"""Takes the messages of a case as the platform does: by the rules of ingress or of receivers, into memory."""

import time
from collections.abc import Sequence
from typing import Any, Final, cast

import msgspec
from attrs import define, evolve, field, frozen

from nexus.api.ingress.keys import KeyCache
from nexus.api.ingress.request import Head, IngressRequest, Reply
from nexus.api.ingress.rules import Rules
from nexus.api.ingress.sender import Sender, sender_of
from nexus.api.runs.execution import BY_PERSON
from nexus.engine.outcome import now_ms
from nexus.errors import ConfigurationError, FieldError, InvalidInput, NotFound
from nexus.flowtests.clock import Clock
from nexus.flowtests.documents import SentDocument
from nexus.flowtests.files import Case, source_of
from nexus.hookspecs import SourceMessage
from nexus.mapping.masks import MaskBook
from nexus.model.message import Message, NewMessage, Receipt
from nexus.ports import DefinitionStore, Done
from nexus.security.api_keys import generate_key
from nexus.services.sorting import Sorter
from nexus.services.sources import RunnableSource, read_sources
from nexus.streams.keys import DEDUP_SECONDS

INVALID: Final = frozenset({"schema-violation", "malformed"})

_MOST_BYTES: Final = 10 * 1024 * 1024
"""As NEXUS_MAX_BODY_BYTES is by itself."""


@frozen
class Taken:
    """What became of one message of a case.

    Attributes:
        place: among the messages of the case, from 0.
        told: ``accepted``, ``duplicate``, or ``{invalid: reason}``, ``{conflict: …}``, ``{refused: …}``.
        message: as it stands in the stream, if it was accepted.
    """

    place: int
    told: Any
    message: Message | None = None


@define
class _Stream:
    """A `nexus.ports.Producer` that keeps what it takes in memory, and knows resends as the stream store does."""

    given: str = ""
    taken: NewMessage | None = None
    known: dict[bytes, tuple[NewMessage, float]] = field(factory=dict)

    def submit(self, _workflow_id: str, messages: Sequence[NewMessage], done: Done) -> None:
        done([self._take(one) for one in messages])

    async def accept(self, _workflow_id: str, messages: Sequence[NewMessage]) -> Sequence[Receipt]:
        return [self._take(one) for one in messages]

    def _take(self, message: NewMessage) -> Receipt:
        now = time.time()
        if message.digest is not None:
            first, until = self.known.get(message.digest, (None, 0.0))
            if first is not None and until > now:
                conflict = message.same_body and first.payload != message.payload
                return Receipt(first.id, duplicate=not conflict, conflict=conflict)
        self.taken = msgspec.structs.replace(message, id=self.given)
        if message.digest is not None:
            self.known[message.digest] = (self.taken, now + DEDUP_SECONDS)
        return Receipt(self.given)


class _Senders(KeyCache):
    """Knows the applications of a case."""

    def __init__(self, senders: dict[bytes, Sender]) -> None:
        super().__init__(cast("DefinitionStore", None), lambda _: cast("Sender", None))
        self._senders = senders

    def get(self, digest: bytes) -> Sender | None:
        """Return a sender."""
        return self._senders.get(digest)


@frozen
class _Definitions:
    """As much of a `nexus.ports.DefinitionStore` as says which sources run."""

    case: Case

    def workflows(self) -> Sequence[Any]:
        return [evolve(self.case.workflow, enabled=True)]

    def connections(self, ids: Sequence[str]) -> Sequence[Any]:
        return [self.case.defined.connections[one] for one in ids]


class Intake:
    """Takes the messages of one case.

    Raises:
        InvalidInput: a source cannot work.
    """

    def __init__(self, case: Case, clock: Clock) -> None:
        self._case = case
        self._clock = clock
        self._stream = _Stream()
        self._keys = {name: generate_key() for name in case.defined.applications}
        workflow = [case.workflow.id]
        senders = {
            # no case is about who sends how much, and payloads stand in clear in it
            self._keys[name].digest: sender_of(
                evolve(one, encryption=False, keep_encrypted=False, rate_limit=None), workflow
            )
            for name, one in case.defined.applications.items()
        }
        self._rules = Rules(self._stream, _Senders(senders))

    async def take_all(self) -> list[Taken]:
        """Take all messages, each at its time."""
        taken = []
        for place, sent in enumerate(self._case.document.messages):
            if sent.after:
                await self._clock.forward(sent.after)
            self._stream.given = sent.id or f"01900000-0000-7000-8000-{place + 1:012x}"
            self._stream.taken = None
            told = await self._told(sent, place)
            taken.append(Taken(place, told, self._message(place)))
        return taken

    def _message(self, place: int) -> Message | None:
        new, now = self._stream.taken, now_ms()
        return None if new is None else Message(f"{now}-{place}", new.id, new.source, now, new.payload, new.headers)

    async def _told(self, sent: SentDocument, place: int) -> Any:
        application, connection = source_of(sent, self._case.workflow)
        body = sent.text.encode() if sent.text is not None else msgspec.json.encode(sent.payload)
        if connection is not None:
            return await self._of_connection(connection, sent, body, place)
        headers = {name.lower(): str(value) for name, value in sent.headers.items()}
        if application is not None:
            headers["x-api-key"] = self._keys[application].text
            head = Head([(name.encode(), value.encode()) for name, value in headers.items()])
            return _of_reply(await self._rules.reply(IngressRequest(head, body)))
        self._stream.submit("", [NewMessage("", BY_PERSON, body)], lambda _: None)
        return "accepted"

    async def _of_connection(self, name: str, sent: SentDocument, body: bytes, place: int) -> Any:
        message = SourceMessage(body, sent.upstream_id, sent.headers, subscription=sent.subscription)
        try:
            found = Sorter(name, _MOST_BYTES, now_ms).sort([message], self._source(name).feeds)
        except (NotFound, ConfigurationError) as error:
            raise InvalidInput([FieldError(f"{self._case.place}.messages[{place}]", str(error))]) from error
        for letters in found.letters.values():
            return {"invalid": letters[0].reason}
        [receipt] = await self._stream.accept("", next(iter(found.accepted.values())))
        return "duplicate" if receipt.duplicate else "accepted"

    def _source(self, name: str) -> RunnableSource:
        store = cast("DefinitionStore", _Definitions(self._case))
        runnable, broken = read_sources(store, self._case.defined.components)
        for fault in broken:
            if fault.connection.name == name:
                raise ConfigurationError(fault.reason)
        return next(one for one in runnable if one.connection.name == name)


def masks_of(case: Case) -> MaskBook:
    """Return what the applications of a case want masked."""
    book = MaskBook()
    nothing: dict[str, Sequence[str]] = dict.fromkeys(case.defined.connections, ())
    book.update(nothing | {name: one.masked for name, one in case.defined.applications.items()})
    return book


def _of_reply(reply: Reply) -> Any:
    said = msgspec.json.decode(reply.body)
    if reply.status < 300:
        return "accepted" if reply.accepted else "duplicate"
    faults = [": ".join(part for part in (one["path"], one["message"]) if part) for one in said.get("errors", ())]
    kind = "invalid" if reply.reason in INVALID else "conflict" if reply.status == 409 else "refused"
    return {kind: "; ".join(faults) if kind == "invalid" and faults else said.get("detail", said["title"])}
