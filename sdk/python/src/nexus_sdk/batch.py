"""Sending many messages: chunk by chunk, in halves where the way to the server takes less, knowing the fate of each."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from nexus_sdk.answers import Receipt, moved
from nexus_sdk.chunks import Chunk, Chunker
from nexus_sdk.errors import Fate, Fault, KeyReused, NexusError, Refused, Summary, TooLarge, refusal_of
from nexus_sdk.plans import Join, Plan, Start
from nexus_sdk.transport import Parcel, Transport


@dataclass(frozen=True, slots=True)
class Manner:
    """How the messages of one call travel.

    Attributes:
        key: of the whole call; each chunk has its own, made of it.
        partial: the good ones are taken even if others are bad.
        goes_on: what comes under a key that is used up counts as bad too, and stands in nobody's way.
        traceparent: the trace that they belong to.
    """

    key: str | None
    partial: bool = False
    goes_on: bool = False
    traceparent: str | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a chunk.

    Attributes:
        chunk: that was sent.
        receipts: of its parts that were acknowledged, with the index of their first message.
        error: what stood in the way of another part, if anything did.
        failed: the part; after it nothing of the chunk was sent.
    """

    chunk: Chunk
    receipts: list[tuple[int, Receipt]] = field(default_factory=list)
    error: NexusError | None = None
    failed: range = range(0)


def chunk_plan(transport: Transport, chunk: Chunk, manner: Manner) -> Plan[Outcome]:
    """Send a chunk under a key; the indexes of faults are those of the whole call."""
    outcome = Outcome(chunk)
    parts = deque([(chunk, manner.key)])
    while parts:
        part, key = parts.popleft()
        try:
            receipt = yield from _part_plan(transport, part, replace(manner, key=key))
        except TooLarge as error:
            # Nothing of it is taken, surely, so that its halves may go under keys of their own.
            if len(part.texts) > 1 and not error.is_unknown:
                keys = [key and f"{key}.{number}" for number in range(2)]
                parts.extendleft(reversed(list(zip(part.halves(), keys, strict=True))))
            elif manner.partial and not error.is_unknown:
                outcome.receipts.append((part.offset, _rejected(part, error)))
            else:
                outcome.error, outcome.failed = error, part.span
                break
        except KeyReused as error:
            if not manner.goes_on:
                outcome.error, outcome.failed = error, part.span
                break
            outcome.receipts.append((part.offset, _rejected(part, error)))
        except NexusError as error:
            outcome.error, outcome.failed = error, part.span
            break
        else:
            outcome.receipts.append((part.offset, receipt))
    return outcome


def _part_plan(transport: Transport, part: Chunk, manner: Manner) -> Plan[Receipt]:
    parcel = Parcel(part.texts, batch=True, key=manner.key, partial=manner.partial, traceparent=manner.traceparent)
    try:
        receipt = yield from transport.send(parcel)
    except Refused as error:
        if not error.errors:
            raise
        if manner.partial and error.status == 422 and not error.is_unknown:
            return _rejected(part, error)
        raise _placed(error, part.offset) from error.__cause__
    return receipt.moved(part.offset)


def _rejected(part: Chunk, error: Refused) -> Receipt:
    """Return the receipt of a part of which nothing can be taken."""
    faults = moved(error.errors, part.offset) or tuple(Fault(index, "", str(error)) for index in part.span)
    return Receipt(0, 0, (None,) * len(part.texts), len(part.texts), faults)


def _placed(error: Refused, offset: int) -> Refused:
    """Return the error with indexes of the whole call."""
    placed = refusal_of(replace(error.problem, errors=moved(error.errors, offset)))
    placed.is_unknown = error.is_unknown
    return placed


class BatchCall:
    """One call that sends many.

    Args:
        transport: plans the requests.
        chunker: gives the messages.
        manner: how they travel.
        concurrency: requests under way at once.
        on_receipt: called with the receipt of each request and the index of its first message, in their order.
    """

    def __init__(
        self,
        transport: Transport,
        chunker: Chunker,
        manner: Manner,
        concurrency: int,
        on_receipt: Callable[[Receipt, int], None] | None,
    ) -> None:
        self._transport = transport
        self._chunker = chunker
        self._manner = manner
        self._concurrency = concurrency
        self._on_receipt = on_receipt
        self._ledger = Ledger()
        self._error: NexusError | None = None

    def plan(self) -> Plan[Summary]:
        """Send all; the first failure ends it, when what is under way has ended.

        Raises:
            NexusError: with ``sent``, ``fate`` and ``key``.
            Exception: what the source or ``on_receipt`` raises, with the messages' fate as a note.
        """
        try:
            yield from self._send_all()
        except NexusError as error:
            self._describe(error)
            raise
        except Exception as error:
            error.add_note(str(self._ledger.fate()))
            raise
        return self._ledger.summary()

    def _send_all(self) -> Plan[None]:
        running: deque[object] = deque()
        try:
            while self._error is None and (chunk := (yield from self._chunker.chunk())) is not None:
                self._ledger.begin(chunk.span)
                one = chunk_plan(self._transport, chunk, self._manner_of(chunk))
                if self._concurrency == 1:
                    self._settle((yield from one))
                    continue
                running.append((yield Start(one)))
                if len(running) >= self._concurrency:
                    self._settle((yield Join(running.popleft())))
        except Exception:
            yield from self._join(running)
            raise
        yield from self._join(running)
        if self._error is not None:
            raise self._error

    def _join(self, running: deque[object]) -> Plan[None]:
        outcomes = []
        while running:
            outcomes.append((yield Join(running.popleft())))
        for outcome in outcomes:
            self._settle(outcome)

    def _manner_of(self, chunk: Chunk) -> Manner:
        key = self._manner.key
        return replace(self._manner, key=None if key is None else f"{key}-{chunk.offset}")

    def _settle(self, outcome: Outcome) -> None:
        self._ledger.settle(outcome)
        self._error = self._error or outcome.error
        if self._on_receipt is not None:
            for offset, receipt in outcome.receipts:
                self._on_receipt(receipt, offset)

    def _describe(self, error: NexusError) -> None:
        error.key = self._manner.key
        error.sent = self._ledger.summary()
        error.fate = self._ledger.fate()
        error.add_note(str(error.fate))


class Ledger:
    """What is known of the messages of one call. Messages that follow one another take no more room than one."""

    def __init__(self) -> None:
        self._acknowledged: list[range] = []
        self._not_taken: list[range] = []
        self._unknown: list[range] = []
        self._counts = [0, 0, 0]
        self._begun = 0

    def begin(self, span: range) -> None:
        """Messages are about to be sent."""
        self._begun = span.stop

    def settle(self, outcome: Outcome) -> None:
        """Write down what became of a chunk."""
        for offset, receipt in outcome.receipts:
            _extend(self._acknowledged, range(offset, offset + len(receipt.ids)))
            found = (receipt.accepted, receipt.duplicates, receipt.rejected)
            self._counts = [before + more for before, more in zip(self._counts, found, strict=True)]
        if outcome.error is None:
            return
        _extend(self._unknown if outcome.error.is_unknown else self._not_taken, outcome.failed)
        _extend(self._not_taken, range(outcome.failed.stop, outcome.chunk.span.stop))

    def summary(self) -> Summary:
        """Return the sums."""
        return Summary(*self._counts)

    def fate(self) -> Fate:
        """Return what is known."""
        return Fate(tuple(self._acknowledged), tuple(self._not_taken), tuple(self._unknown), self._begun)


def _extend(ranges: list[range], span: range) -> None:
    if not span:
        return
    if ranges and ranges[-1].stop == span.start:
        ranges[-1] = range(ranges[-1].start, span.stop)
    else:
        ranges.append(span)


def fate_of_one(error: NexusError) -> Fate:
    """Return what is known of the message of a call that sends one."""
    one: Sequence[range] = (range(1),)
    return Fate((), () if error.is_unknown else tuple(one), tuple(one) if error.is_unknown else (), 1)
