"""The centre's end of agents' links: one API process has an agent's link, and all of them ask over it.

Frames travel between API processes through the stream store (`Post`); within one, directly. A question is passed to the
process that has the link, its answer to the one that asked. Nothing is kept: a question whose answer does not come is asked
again by whoever wants it.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Final, Protocol

import msgspec
from attrs import define, field
from msgspec import Raw, Struct

from nexus.errors import AgentAway, StoreError, Unavailable
from nexus.services.agent_links.faults import error_of
from nexus.services.agent_links.frames import (
    Answer,
    Ask,
    Cancel,
    Changed,
    Down,
    End,
    Failed,
    Fault,
    More,
    Part,
    decode_answer,
    decode_down,
    encode,
)

logger = logging.getLogger(__name__)

TAKEN_SECONDS: Final = 0.8
"""An agent that does not take a question within this time is away."""

LOOK_SECONDS: Final = 5.0
"""How often a link is made known again, and how often one who waits looks whether it is still there."""


class Post(Protocol):
    """What API processes tell each other. All methods but ``listen`` raise StoreError while the store is away."""

    @property
    def name(self) -> str:
        """Name of this process."""
        ...

    async def holder(self, agent_id: str) -> str | None:
        """Return the process that has an agent's link."""
        ...

    async def claim(self, agent_id: str) -> None:
        """This process has an agent's link; whoever had it before is to let go of it."""
        ...

    async def renew(self, agent_id: str) -> bool:
        """Say again that this process has it; False if another one has."""
        ...

    async def release(self, agent_id: str) -> None:
        """This process has it no more."""
        ...

    async def send(self, process: str, text: bytes) -> None:
        """Send a text to another process; it may be lost."""
        ...

    async def listen(self, received: Callable[[bytes], None], again: Callable[[], None]) -> None:
        """Hand over what is sent to this process, until cancelled; ``again`` is called when some may have been lost."""
        ...


class _Letter(Struct, frozen=True):
    """What one process sends to another: a frame to an agent, or one of an agent.

    Attributes:
        agent: whose link it is about.
        sender: the process that asks; empty in answers.
    """

    agent: str
    sender: str
    frame: Raw


_read_letter: Final = msgspec.json.Decoder(_Letter).decode


@define(eq=False)
class Link:
    """An agent's link in this process.

    Attributes:
        agent_id: whose.
        send: sends a frame to the agent; never blocks.
        close: ends the link, with the reason.
        doubt: something has changed: whether the agent may still be here is to be asked.
    """

    agent_id: str
    send: Callable[[Down], None]
    close: Callable[[str], None]
    doubt: Callable[[], None]
    asked: dict[str, str] = field(factory=dict, init=False)
    """Question -> process that asks it."""


class Switchboard:
    """Connects questions with links; belongs to one event loop. Call `run` for as long as it is used."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._links: dict[str, Link] = {}
        self._waiting: dict[str, asyncio.Queue[Answer]] = {}
        self._remote: set[str] = set()

    async def run(self) -> None:
        """Listen to the other processes, and tell them which links are here, until cancelled."""
        renewing = asyncio.create_task(self._renew(), name="agents' links")
        try:
            await self._post.listen(self._read, self._lost)
        finally:
            renewing.cancel()
            await asyncio.wait([renewing])

    # -- links of this process -------------------------------------------------------------------------------------------

    async def attach(self, link: Link) -> None:
        """Take an agent's link; a former one of the same agent ends.

        Raises:
            StoreError: the other processes cannot be told.
        """
        former = self._links.get(link.agent_id)
        self._links[link.agent_id] = link
        if former is not None:
            former.close("the agent has connected again")
        await self._post.claim(link.agent_id)

    async def detach(self, link: Link) -> None:
        """Let go of a link that has ended; whoever waits for an answer over it is told."""
        away = Fault("agent-away", "the agent's connection broke before it had answered")
        for ask_id in list(link.asked):
            await self.heard(link, Failed(ask_id, away))
        if self._links.get(link.agent_id) is not link:
            return
        del self._links[link.agent_id]
        try:
            await self._post.release(link.agent_id)
        except StoreError as error:  # it ends by itself
            logger.debug("the link of agent %s could not be released: %s", link.agent_id, error)

    async def heard(self, link: Link, frame: Answer) -> None:
        """Take an agent's answer, and pass it to the process that asked."""
        process = link.asked.get(frame.id)
        if process is None:  # cancelled, or of a former link
            return
        if isinstance(frame, End | Failed):
            del link.asked[frame.id]
        if process == self._post.name:
            self._answered(frame)
            return
        try:
            await self._post.send(process, encode(_Letter(link.agent_id, "", Raw(encode(frame)))))
        except StoreError as error:
            logger.warning("an answer of agent %s is lost: %s", link.agent_id, error)

    def changed(self) -> None:
        """Definitions have changed: tell the agents that are connected here to ask what they work with."""
        for link in list(self._links.values()):
            link.doubt()
            link.send(Changed())

    # -- questions of this process ---------------------------------------------------------------------------------------

    async def ask(self, agent_id: str, ask: Ask) -> AsyncGenerator[Raw, None]:
        """Yield the parts of an agent's answer, each a JSON array of items.

        Raises:
            AgentAway: it is not connected, or its connection broke.
            Unavailable: the stream store, which knows where it is connected, is away.
            NexusError: whatever the agent says.
        """
        answers = self._waiting[ask.id] = asyncio.Queue()
        process = await self._process(agent_id)
        if process != self._post.name:
            self._remote.add(ask.id)
        ended = False
        try:
            await self._pass(process, agent_id, ask)
            await self._taken(answers)
            while True:
                frame = await self._next(answers, process, agent_id)
                if not isinstance(frame, Part):
                    ended = True
                    if isinstance(frame, Failed):
                        raise error_of(frame.fault)
                    return
                yield frame.items
                await self._pass(process, agent_id, More(ask.id))
        finally:
            del self._waiting[ask.id]
            self._remote.discard(ask.id)
            if not ended:
                cancelling = asyncio.ensure_future(self._pass(process, agent_id, Cancel(ask.id)))
                cancelling.add_done_callback(_forget)

    async def _process(self, agent_id: str) -> str:
        if agent_id in self._links:
            return self._post.name
        try:
            process = await self._post.holder(agent_id)
        except StoreError as error:
            raise Unavailable(f"where the agent is connected cannot be looked up: {error}") from None
        if process is None or process == self._post.name:
            raise AgentAway("the agent is not connected")
        return process

    async def _taken(self, answers: "asyncio.Queue[Answer]") -> None:
        try:
            async with asyncio.timeout(TAKEN_SECONDS):
                frame = await answers.get()
        except TimeoutError:
            raise AgentAway(f"the agent does not answer: it did not take the question in {TAKEN_SECONDS:g} s") from None
        if isinstance(frame, Failed):
            raise error_of(frame.fault)

    async def _next(self, answers: "asyncio.Queue[Answer]", process: str, agent_id: str) -> Answer:
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    return await answers.get()
            except TimeoutError:
                if await self._process(agent_id) != process:
                    raise AgentAway("the agent's connection broke before it had answered") from None

    async def _pass(self, process: str, agent_id: str, frame: Down) -> None:
        if process == self._post.name:
            self._ring(agent_id, process, frame)
            return
        try:
            await self._post.send(process, encode(_Letter(agent_id, self._post.name, Raw(encode(frame)))))
        except StoreError as error:
            raise Unavailable(f"the agent cannot be asked: {error}") from None

    # -- between processes -----------------------------------------------------------------------------------------------

    def _read(self, text: bytes) -> None:
        try:
            letter = _read_letter(text)
            if not letter.sender:
                self._answered(decode_answer(letter.frame))
                return
            self._ring(letter.agent, letter.sender, decode_down(letter.frame))
        except msgspec.MsgspecError as error:
            logger.warning("another API process sent what cannot be read, perhaps of another version: %s", error)

    def _ring(self, agent_id: str, process: str, frame: Down) -> None:
        """Pass a frame to an agent that is connected here."""
        link = self._links.get(agent_id)
        if link is None:
            if isinstance(frame, Ask):
                sending = asyncio.ensure_future(self._refuse(agent_id, process, frame))
                sending.add_done_callback(_forget)
            return
        if isinstance(frame, Ask):
            link.asked[frame.id] = process
        elif isinstance(frame, Cancel):
            link.asked.pop(frame.id, None)
        link.send(frame)

    async def _refuse(self, agent_id: str, process: str, ask: Ask) -> None:
        failed = Failed(ask.id, Fault("agent-away", "the agent is not connected"))
        if process == self._post.name:
            self._answered(failed)
        else:
            await self._post.send(process, encode(_Letter(agent_id, "", Raw(encode(failed)))))

    def _answered(self, frame: Answer) -> None:
        answers = self._waiting.get(frame.id)
        if answers is not None:
            answers.put_nowait(frame)

    def _lost(self) -> None:
        """What other processes sent may be lost: whoever waits for it asks again."""
        lost = Fault("unavailable", "the connection to the stream store broke before the agent had answered: ask again")
        for ask_id in self._remote:
            self._waiting[ask_id].put_nowait(Failed(ask_id, lost))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for link in list(self._links.values()):
                try:
                    if not await self._post.renew(link.agent_id) and self._links.get(link.agent_id) is link:
                        link.close("the agent has connected to another process")
                except StoreError as error:
                    logger.warning("the link of agent %s cannot be made known: %s", link.agent_id, error)
                    break


def _forget(sending: "asyncio.Future[None]") -> None:
    """Let what could not be sent be: whoever waits for it finds out by itself."""
    if not sending.cancelled() and (error := sending.exception()) is not None:
        logger.debug("a frame was not sent: %s", error)
