"""``POST /execute/{id}``: who may run which workflow, what becomes of the body, and what is answered."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from attrs import evolve, frozen
from uuid_utils import uuid7

from nexus.api.ingress.door import Door
from nexus.api.ingress.reading import message_headers, read
from nexus.api.ingress.request import Head, IngressRequest, Reply, refusal
from nexus.api.ingress.sender import Sender
from nexus.api.ingress.unpacking import Refused
from nexus.api.management.bodies import read_json
from nexus.api.problems import Problem, of
from nexus.api.runs.waiting import ResultBoard
from nexus.engine.outcome import now_ms
from nexus.errors import FieldError, Forbidden, InvalidInput, NotFound, StoreError
from nexus.model.message import NewMessage, Receipt
from nexus.model.run import REPLY, RunAnswer, RunRecord, RunStatus
from nexus.model.user import Role, SignedIn
from nexus.model.workflow import Mode, Workflow
from nexus.ports import Producer

logger = logging.getLogger(__name__)

BY_PERSON: Final = "execute"
"""Source of a message that a person sends."""

MOST_WAIT_S: Final = 300.0

_encode = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode

_UNKNOWN_KEY: Final = Problem(
    "unknown-key",
    401,
    "Unknown API key",
    "Send an application's API key in the header X-API-Key, or an access token: Authorization: Bearer …",
    headers=(("www-authenticate", 'Bearer, ApiKey header="X-API-Key"'),),
)
_ONE_MESSAGE: Final = Problem(
    "one-message", 422, "One message starts one run", "Send one JSON object; for many messages there is /ingress."
)
_NO_RESULT: Final = Problem(
    "no-result", 422, "There is no result to wait for", "A fan_out workflow has no run; leave ?wait= out."
)


@frozen
class ExecuteRequest:
    """A ``POST /execute/{id}``.

    Attributes:
        shows_key: there is a header ``X-API-Key``, whatever it says.
        authorization: the header of that name, or empty.
    """

    workflow_id: str
    head: Head
    shows_key: bool
    authorization: str
    body: bytes


@frozen
class Executor:
    """Begins runs.

    Attributes:
        workflow: returns an enabled workflow by id, or None; synchronous.
        person: who an access token belongs to; raises NotSignedIn; synchronous.
        announce: says in the history that a run was accepted; synchronous.
    """

    producer: Producer
    board: ResultBoard
    workflow: Callable[[str], Workflow | None]
    person: Callable[[str], SignedIn]
    announce: Callable[[RunRecord], None]

    async def execute(self, door: Door, request: ExecuteRequest, wait: float | None) -> Reply:
        """Answer one request; refusals too are replies."""
        try:
            message, workflow = await self._admitted(door, request)
            if wait and workflow.mode is not Mode.SEQUENTIAL:
                return refusal(_NO_RESULT)
            if wait:
                message.headers = _awaited(message.headers)
            return await self._accepted(message, workflow, wait)
        except Refused as refused:
            return refusal(refused.problem)
        except _Answered as answered:
            return answered.reply

    async def _admitted(self, door: Door, request: ExecuteRequest) -> tuple[NewMessage, Workflow]:
        head, workflow_id = request.head, request.workflow_id
        if request.shows_key:  # a wrong one is refused, though an access token may stand beside it
            sender = await self._sender(door, head)
            workflow = await self._found(workflow_id)
            if workflow_id not in sender.workflow_ids:  # the same as for one that does not exist
                raise NotFound("workflow", workflow_id)
            return self._of_application(door, sender, request), workflow
        scheme, _, token = request.authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _Answered(refusal(_UNKNOWN_KEY))
        found = await asyncio.to_thread(self.person, token.strip())
        workflow = await self._found(workflow_id)
        role = found.user.memberships.get(workflow.workspace_id)
        if role is None:
            raise NotFound("workflow", workflow_id)
        if role is not Role.ADMIN:
            raise Forbidden("only administrators of the workspace may run a workflow")
        return _of_person(workflow, head, request.body), workflow

    async def _found(self, workflow_id: str) -> Workflow:
        workflow = await asyncio.to_thread(self.workflow, workflow_id)
        if workflow is None:
            raise NotFound("workflow", workflow_id)
        return workflow

    async def _sender(self, door: Door, head: Head) -> Sender:
        sender = await door.rules.keys.find(*head.key) if head.key else None
        if sender is None:
            raise _Answered(refusal(_UNKNOWN_KEY))
        return sender

    @staticmethod
    def _of_application(door: Door, sender: Sender, request: ExecuteRequest) -> NewMessage:
        unfit = door.rules.unfit(sender, 1)
        if unfit is not None:
            raise _Answered(unfit)
        reading = read(sender, IngressRequest(request.head, request.body), door.rules.caps)
        if reading.batch or len(reading.messages) != 1:
            raise _Answered(refusal(_ONE_MESSAGE))
        return reading.messages[0]

    async def _accepted(self, message: NewMessage, workflow: Workflow, wait: float | None) -> Reply:
        try:
            [receipt] = await self.producer.accept(workflow.id, [message])
        except StoreError as error:
            return refusal(of(error))
        if receipt.conflict:
            detail = "This Idempotency-Key was used before with another body. Use a new key for a new message."
            return refusal(Problem("key-reused", 409, "Idempotency-Key reused with another body", detail))
        if not receipt.duplicate and workflow.mode is Mode.SEQUENTIAL:
            _behind(asyncio.to_thread(self._announce, workflow, message))
        answer = await self.board.wait(workflow.id, receipt.id, wait) if wait else None
        return _begun(receipt) if answer is None else _ended(receipt.id, answer)

    def _announce(self, workflow: Workflow, message: NewMessage) -> None:
        now = now_ms()
        record = RunRecord(
            id=message.id,
            workspace_id=workflow.workspace_id,
            workflow_id=workflow.id,
            version=workflow.version,
            source=message.source,
            entry="",
            status=RunStatus.ACCEPTED,
            received_at=now,
            started_at=now,
            updated_at=now,
        )
        try:
            self.announce(record)
        except Exception:  # it runs all the same, and is in the history once it has ended
            logger.warning("run %s cannot be announced", message.id, exc_info=True)


class _Answered(Exception):
    """The request is refused with this reply."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(reply.reason)


_tasks: set["asyncio.Future[None]"] = set()


def _behind(work: Any) -> None:
    """Do something behind the answer."""
    task = asyncio.ensure_future(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _of_person(workflow: Workflow, head: Head, body: bytes) -> NewMessage:
    if not isinstance(read_json(body), dict):
        raise InvalidInput([FieldError("", "send one JSON object: it is the message")])
    digest = None
    if head.idempotency_key:
        text = b"%b\0%b" % (workflow.id.encode(), head.idempotency_key)
        digest = hashlib.sha1(text, usedforsecurity=False).digest()
    return NewMessage(str(uuid7()), BY_PERSON, body, message_headers(head), digest, same_body=digest is not None)


def _awaited(headers: bytes) -> bytes:
    told: Mapping[str, Any] = msgspec.json.decode(headers) if headers else {}
    return msgspec.json.encode({**told, REPLY: True})


def _begun(receipt: Receipt) -> Reply:
    return Reply(202, msgspec.json.encode({"id": receipt.id}), headers=(("x-run-id", receipt.id),))


def _ended(run_id: str, answer: RunAnswer) -> Reply:
    """Return the reply that carries a run's result, or says why there is none."""
    known = (("x-run-id", run_id),)
    match answer.status, answer.reason:
        case RunStatus.FINISHED, "":
            return Reply(200, _encode(answer.result), headers=known)
        case RunStatus.CANCELLED, _:
            problem = Problem("run-cancelled", 409, "The run was ended by a person", headers=known)
        case _:
            problem = Problem("run-failed", 500, "The run has failed", answer.reason, headers=known)
    return refusal(evolve(problem, extra={"id": run_id}))
