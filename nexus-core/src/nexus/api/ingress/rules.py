"""The rules of ``POST /ingress``, whatever carries the request: who may send, what is taken, what is answered.

In this order: key (401), application (403, 503), size (413), room (503), type and encoding (415), JSON and schema (400,
422), rate (429), and then the store: duplicate, conflict (409), full, away or not durable (503). ``202`` means durable.

An application that feeds no enabled workflow gets 503 with ``Retry-After``, not 4xx: a workflow is often disabled for a
while, and a sender that keeps its messages and tries again loses none.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from nexus.api.ingress.commit import Commit, submit_each
from nexus.api.ingress.keys import Busy, KeyCache
from nexus.api.ingress.limits import Budget, RateLimits
from nexus.api.ingress.reading import Reading, read, read_plain
from nexus.api.ingress.request import Head, IngressRequest, Reply, refusal
from nexus.api.ingress.sender import Sender
from nexus.api.ingress.tracing import traced
from nexus.api.ingress.unpacking import Caps, Refused, check_content_type, too_large
from nexus.api.problems import Problem, of
from nexus.errors import ConfigurationError, InvalidInput
from nexus.model.metrics import Kind, Subject
from nexus.ports import Producer
from nexus.telemetry.counts import Counts, Meter, Names
from nexus.telemetry.tracing import Tracing

logger = logging.getLogger(__name__)

Answer = Callable[[Reply], None]
"""Called once, on the event loop; it may be called before `Rules.handle` returns."""

THREAD_BYTES: Final = 512 * 1024
"""Bodies above this are read in a thread, so that others do not wait behind them."""

SMALL_BYTES: Final = 16 * 1024
"""Bodies up to this are not counted against the budget: the bound on connections holds them."""

GATHERED: Final = 32
"""Requests of one sender that are read in one go: the store begins with them while more are read."""

MOST_METERS: Final = 10_000
"""Senders whose meter is at hand; a change makes a new sender, so old ones are forgotten now and then."""

_PLAIN: Final = Head(())

_UNKNOWN_KEY: Final = Problem(
    "unknown-key", 401, "Unknown API key", "Send the application's API key in the header X-API-Key.",
    headers=(("www-authenticate", 'ApiKey header="X-API-Key"'),),
)  # fmt: skip
_DISABLED: Final = Problem(
    "application-disabled", 403, "Application disabled", "An administrator has disabled this application."
)
_NO_WORKFLOW: Final = Problem(
    "no-workflow",
    503,
    "No workflow takes these messages",
    "No enabled workflow has this application as its source: nothing would become of the messages. Enable one.",
    retry_after=30.0,
)
_BUSY: Final = Problem(
    "busy", 503, "Too much at once", "The process holds as much as it may. Try again.", retry_after=1.0
)
_AWAY: Final = Problem(
    "definitions-away",
    503,
    "API keys cannot be looked up",
    "The metadata database does not answer. Try again.",
    retry_after=5.0,
)


class Rules:
    """Takes requests and answers them; belongs to one event loop.

    Args:
        producer: writes what is taken.
        keys: who may send.
        caps: how large a request may be.
        rates: messages per second of each application.
        budget: bytes of all requests that are being worked on.
        counts: of each application.
        tracing: makes traces, where they are made.
    """

    def __init__(
        self,
        producer: Producer,
        keys: KeyCache,
        *,
        caps: Caps | None = None,
        rates: RateLimits | None = None,
        budget: Budget | None = None,
        counts: Counts | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self.caps = caps or Caps()
        self.keys = keys
        self._producer = producer
        self._counts = counts or Counts()
        self._tracing = tracing
        self._meters: dict[Sender, Meter] = {}
        self._gathered: dict[Sender, tuple[list[bytes], list[Answer]]] = {}
        self._small = min(SMALL_BYTES, self.caps.body_bytes)
        self._rates = rates or RateLimits()
        self._budget = budget or Budget(max(64 * 1024 * 1024, 4 * self.caps.body_bytes))

    def refuse_early(self, head: Head) -> Reply | None:
        """Return the refusal that is certain before the body has come; for large bodies and ``Expect: 100-continue``."""
        key = head.key
        if key is None or self.keys.is_unknown(key[1]):
            return refusal(_UNKNOWN_KEY)
        sender = self.keys.get(key[1])
        if sender is not None and not sender.usable:
            return refusal(why_unfit(sender))
        try:
            check_content_type(head)
        except Refused as refused:
            return refusal(refused.problem)
        return None

    def refuse_size(self) -> Reply:
        """Return the refusal of a body above the cap."""
        return refusal(too_large(self.caps))

    def handle(self, request: IngressRequest, answer: Answer) -> None:
        """Answer a request, now or when the store has."""
        key = request.head.key
        if key is None:
            answer(refusal(_UNKNOWN_KEY))
            return
        sender = self.keys.get(key[1])
        if sender is not None:
            body = request.body
            begins = self._tracing is not None and self._tracing.begins()
            if (
                not begins
                and request.head.plain
                and sender.only_workflow
                and body[:1] == b"{"
                and len(body) <= self._small
            ):
                self._gather(sender, body, answer)
            else:
                self._admit(sender, request, answer, begins=begins)
        elif self.keys.is_unknown(key[1]):
            answer(refusal(_UNKNOWN_KEY))
        else:
            self._look_up(key, request, answer)

    def _meter(self, sender: Sender) -> Meter:
        meter = self._meters.get(sender)
        if meter is None:
            if len(self._meters) >= MOST_METERS:
                self._meters.clear()
            application = sender.application
            meter = self._meters[sender] = self._counts.enrol(
                Subject(Kind.APPLICATION, application.id),
                Names(workspace=sender.workspace, application=application.name),
                [Subject(Kind.WORKSPACE, application.workspace_id)],
            )
        return meter

    def unfit(self, sender: Sender, messages: int) -> Reply | None:
        """Return why a sender may not send so many messages now, or None; these are counted then."""
        if not sender.usable:
            return refusal(why_unfit(sender))
        application = sender.application
        if application.rate_limit is not None:
            wait = self._rates.take(application.id, messages, application.rate_limit, application.burst)
            if wait:
                return refusal(_too_fast(application.rate_limit, wait))
        return None

    async def reply(self, request: IngressRequest) -> Reply:
        """Answer a request; for servers that wait."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.handle(request, lambda reply: None if future.done() else future.set_result(reply))
        return await future

    def _look_up(self, key: tuple[str, bytes], request: IngressRequest, answer: Answer) -> None:
        def found(lookup: asyncio.Future[Sender | None]) -> None:
            if lookup.cancelled():
                answer(refusal(_AWAY))
                return
            error = lookup.exception()
            if error is not None:
                logger.error("the application of key %s cannot be read", key[0], exc_info=error)
                answer(
                    refusal(_misconfigured(error) if isinstance(error, ConfigurationError | InvalidInput) else _AWAY)
                )
            elif (sender := lookup.result()) is None:
                answer(refusal(_UNKNOWN_KEY))
            else:
                self._admit(sender, request, answer, begins=self._tracing is not None and self._tracing.begins())

        try:
            self.keys.load(*key).add_done_callback(found)
        except Busy:
            answer(refusal(_BUSY))

    def _gather(self, sender: Sender, body: bytes, answer: Answer) -> None:
        """Keep a small object by itself, as nearly all requests are, until the loop has read from all connections.

        Those of one sender are then read in one go, by the same rules; none of those that are left out would have
        anything to say about such a request.
        """
        gathered = self._gathered.get(sender)
        if gathered is None:
            if not self._gathered:
                asyncio.get_running_loop().call_soon(self._read_gathered)
            gathered = self._gathered[sender] = ([], [])
        gathered[0].append(body)
        gathered[1].append(answer)
        if len(gathered[0]) == GATHERED:
            self._read_gathered()

    def _read_gathered(self) -> None:
        gathered, self._gathered = self._gathered, {}
        for sender, (bodies, answers) in gathered.items():
            try:
                messages = read_plain(sender, bodies)
            except Exception:
                logger.exception("messages could not be read")
                messages = None
            if messages is not None:
                submit_each(self._producer, sender.only_workflow, messages, answers, self._meter(sender))
                continue
            for body, answer in zip(bodies, answers, strict=True):  # one of them is refused: each by itself
                self._admit(sender, IngressRequest(_PLAIN, body), answer)

    def _admit(self, sender: Sender, request: IngressRequest, answer: Answer, *, begins: bool = False) -> None:
        if self._gathered:
            self._read_gathered()  # what came before goes before
        size = len(request.body)
        answer = _counting(self._meter(sender), answer)
        if self._tracing is not None and (begins or request.head.traceparent):
            request, answer = traced(self._tracing, sender, request, answer)
        if not sender.usable:
            answer(refusal(why_unfit(sender)))
        elif size > self.caps.body_bytes:
            answer(self.refuse_size())
        elif size <= SMALL_BYTES and not request.head.content_encoding:
            self._read(sender, request, answer)
        elif not self._budget.take(size):
            answer(refusal(_BUSY))
        else:
            self._read(sender, request, _returning(self._budget, size, answer))

    def _read(self, sender: Sender, request: IngressRequest, answer: Answer) -> None:
        if len(request.body) > THREAD_BYTES or request.head.content_encoding:
            self._read_in_thread(sender, request, answer)
            return
        try:
            reading = read(sender, request, self.caps)
        except Refused as refused:
            answer(refusal(refused.problem))
        except Exception as error:
            logger.exception("a request could not be read")
            answer(refusal(of(error)))
        else:
            self._take(sender, reading, answer)

    def _read_in_thread(self, sender: Sender, request: IngressRequest, answer: Answer) -> None:
        def done(future: asyncio.Future[Reading]) -> None:
            error = None if future.cancelled() else future.exception()
            if isinstance(error, Refused):
                answer(refusal(error.problem))
            elif error is not None or future.cancelled():
                logger.error("a request could not be read", exc_info=error)
                answer(refusal(of(error if isinstance(error, Exception) else RuntimeError("cancelled"))))
            else:
                self._take(sender, future.result(), answer)

        future = asyncio.get_running_loop().run_in_executor(None, read, sender, request, self.caps)
        future.add_done_callback(done)

    def _take(self, sender: Sender, reading: Reading, answer: Answer) -> None:
        application = sender.application
        if application.rate_limit is not None:
            wait = self._rates.take(application.id, len(reading.messages), application.rate_limit, application.burst)
            if wait:
                answer(refusal(_too_fast(application.rate_limit, wait)))
                return
        if not reading.messages:
            answer(Reply(202, b'{"accepted":0,"duplicates":0,"ids":[]}'))
            return
        Commit(reading, answer).submit(self._producer, sender.workflow_ids)


def _counting(meter: Meter, answer: Answer) -> Answer:
    def answered(reply: Reply) -> None:
        if reply.reason:
            meter.figures.refuse(reply.reason)
        if reply.accepted or reply.duplicates:
            meter.figures.took(reply.accepted, reply.duplicates)
        answer(reply)

    return answered


def why_unfit(sender: Sender) -> Problem:
    """Return why nothing is taken of a sender that is not usable."""
    if not sender.application.enabled:
        return _DISABLED
    return _NO_WORKFLOW


def _returning(budget: Budget, size: int, answer: Answer) -> Answer:
    def answered(reply: Reply) -> None:
        budget.give(size)
        answer(reply)

    return answered


def _too_fast(rate: float, wait: float) -> Problem:
    return Problem(
        "rate-limited",
        429,
        "Too many messages",
        f"This application may send {rate:g} messages a second.",
        retry_after=wait,
    )


def _misconfigured(error: Exception) -> Problem:
    return Problem("application-misconfigured", 503, "The application cannot be used", str(error), retry_after=30.0)
