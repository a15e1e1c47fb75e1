"""Takes what agents forward: as durable as what senders send, and with an answer for each message."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
from attrs import define, field

from nexus.api.agents.forwarded import read_forwarded
from nexus.api.ingress.commit import merged
from nexus.api.ingress.keys import FRESH_SECONDS, read_sender
from nexus.api.ingress.reading import Reading
from nexus.api.ingress.request import IngressRequest, Reply, refusal
from nexus.api.ingress.rules import why_unfit
from nexus.api.ingress.sender import Sender
from nexus.api.ingress.unpacking import Caps, Refused, unpack
from nexus.api.problems import MAX_ERRORS, Problem
from nexus.model.agent import Agent
from nexus.model.connection import Application
from nexus.model.message import NewMessage, Receipt
from nexus.model.metrics import Kind, Subject
from nexus.ports import DefinitionStore
from nexus.services.fresh import Fresh
from nexus.telemetry.counts import Counts, Names

_NOT_ASSIGNED = Problem(
    "not-assigned",
    403,
    "Not an application of this agent",
    "The agent takes no messages of that application (any more): assign it, and what the agent holds is taken.",
)


@define(eq=False)
class Senders:
    """Applications as ingress sees them, each read again after a change, and after a while.

    Args:
        definitions: where they are.
        application: returns one by workspace and id; raises NotFound.
        generation: rises with every change that is heard of.
        clock: monotonic seconds.
    """

    _definitions: DefinitionStore
    _application: Callable[[str, str], Application]
    _generation: Callable[[], int]
    _clock: Callable[[], float]
    _known: Fresh[tuple[str, str], Sender] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._known = Fresh(self._generation, self._clock, FRESH_SECONDS)

    def get(self, workspace_id: str, application_id: str) -> Sender:
        """Return one; synchronous, and may ask the database.

        Raises:
            NotFound: it is gone.
            InvalidInput: its schema cannot be compiled.
            ConfigurationError: an encryption key is missing.
        """
        return self._known.get((workspace_id, application_id), lambda: self._read(workspace_id, application_id))

    def _read(self, workspace_id: str, application_id: str) -> Sender:
        return read_sender(self._definitions, self._application(workspace_id, application_id))


class AgentBatches(Protocol):
    """Takes what agents forward, each message once however late it is sent again."""

    async def take(
        self, workflow_id: str, agent_id: str, application_id: str, messages: Sequence[NewMessage]
    ) -> Sequence[Receipt]:
        """Put messages into a workflow, but those that it has of this agent already; raises StoreError."""
        ...


class Forwarding:
    """Takes the batches of agents.

    Args:
        batches: writes what is taken.
        senders: the applications.
        counts: of each application.
        caps: how large a batch may be.
    """

    def __init__(self, batches: AgentBatches, senders: Senders, counts: Counts, caps: Caps) -> None:
        self._batches = batches
        self._senders = senders
        self._counts = counts
        self._caps = caps

    async def take(self, agent: Agent, application_id: str, request: IngressRequest) -> Reply:
        """Take a batch of one application; the answer's ``ids`` have null for each message that is refused for what it is.

        Raises:
            NotFound: the application is gone.
            InvalidInput: its schema cannot be compiled.
            ConfigurationError: an encryption key is missing.
            StoreError: whether the messages were taken is unknown; forwarded again, each is taken once.
        """
        if application_id not in agent.applications:
            return refusal(_NOT_ASSIGNED)
        sender = await asyncio.to_thread(self._senders.get, agent.workspace_id, application_id)
        if not sender.usable:
            return refusal(why_unfit(sender))
        try:
            reading = await asyncio.to_thread(self._read, sender, agent, request)
        except Refused as refused:
            return refusal(refused.problem)
        taken = reading.messages
        given = [self._batches.take(one, agent.id, sender.id, taken) for one in sender.workflow_ids if taken]
        receipts = [merged(each) for each in zip(*await asyncio.gather(*given), strict=True)]
        return self._answered(sender, reading, receipts)

    def _read(self, sender: Sender, agent: Agent, request: IngressRequest) -> Reading:
        lines, _ = unpack(request, self._caps)
        return read_forwarded(sender, agent.name, lines)

    def _answered(self, sender: Sender, reading: Reading, receipts: Sequence[Receipt]) -> Reply:
        ids: list[str | None] = [None] * reading.total
        errors = list(reading.faults)
        assert reading.places is not None
        for place, receipt in zip(reading.places, receipts, strict=True):
            if not receipt.conflict:
                ids[place] = receipt.id
            elif len(errors) < MAX_ERRORS:
                text = "its Idempotency-Key came before with another body"
                errors.append({"index": place, "path": "", "message": text})
        conflicts = sum(one.conflict for one in receipts)
        duplicates = sum(one.duplicate and not one.conflict for one in receipts)
        accepted = len(receipts) - duplicates - conflicts
        self._count(sender, accepted, duplicates, reading.bad + conflicts)
        answer: dict[str, Any] = {"accepted": accepted, "duplicates": duplicates, "ids": ids}
        answer |= {"rejected": reading.bad + conflicts, "errors": errors}
        return Reply(202, msgspec.json.encode(answer), accepted=accepted, duplicates=duplicates)

    def _count(self, sender: Sender, accepted: int, duplicates: int, refused: int) -> None:
        application = sender.application
        names = Names(workspace=sender.workspace, application=application.name)
        parents = [Subject(Kind.WORKSPACE, application.workspace_id)]
        figures = self._counts.enrol(Subject(Kind.APPLICATION, application.id), names, parents).figures
        figures.took(accepted, duplicates)
        if refused:
            figures.refuse("schema-violation", refused)
