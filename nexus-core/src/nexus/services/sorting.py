"""What a source hands over, sorted: into messages for each workflow, and into dead letters with their reasons."""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

import msgspec
from attrs import define, field
from uuid_utils import uuid7

from nexus.engine.fingerprint import fingerprint
from nexus.engine.route import SEQUENCE
from nexus.errors import FieldError, NotFound
from nexus.hookspecs import SourceMessage
from nexus.model.delivery import DeadLetter
from nexus.model.message import Message, NewMessage
from nexus.model.workflow import Mode, Workflow
from nexus.services.sources import Feed

FAULTS: Final = 5
"""So many faults of one message stand in its dead letter's reason."""

_AT_ONCE: Final = 128
"""Messages that are checked in one go: what they are decoded into takes several times as much memory."""

_encode: Final = msgspec.json.Encoder().encode


@define
class Sorted:
    """What becomes of the messages of one ``emit``.

    Attributes:
        accepted: workflow id -> its messages, in the order in which they came.
        letters: workflow id -> the dead letters of those that it cannot take.
        refused: how many messages these are of.
    """

    accepted: dict[str, list[NewMessage]] = field(factory=dict)
    letters: dict[str, list[DeadLetter]] = field(factory=dict)
    refused: int = 0


@define
class Kept(SourceMessage):
    """What somebody else has taken of a source, and has named: it may come again under the same name.

    Attributes:
        id: its message id: a UUID.
    """

    id: str = field(kw_only=True)


class Sorter:
    """Sorts the messages of one source; what is `Kept` keeps its id, and is recognised by that if by nothing else.

    Args:
        connection_id: what messages say that they come from; two sources may feed one workflow, and each counts its own.
        max_bytes: larger payloads are refused.
        now_ms: milliseconds since 1970 (UTC).
    """

    def __init__(self, connection_id: str, max_bytes: int, now_ms: Callable[[], int]) -> None:
        self._source = connection_id
        self._salt = connection_id.encode() + b":"
        self._max_bytes = max_bytes
        self._now_ms = now_ms

    def sort(self, messages: Sequence[SourceMessage], feeds: Mapping[str, Feed]) -> Sorted:
        """Sort what came, by what each subscription feeds.

        Raises:
            NotFound: it came by a subscription that nobody takes: it is not to be acknowledged.
        """
        found = Sorted()
        for name, run in groupby(messages, lambda one: one.subscription):
            feed = feeds.get(name)
            if feed is None:
                raise NotFound("subscription", name)
            good = self._good(list(run), feed, found)
            for workflow in feed.workflows if good else ():
                found.accepted.setdefault(workflow.id, []).extend(good)
        return found

    def _good(self, messages: Sequence[SourceMessage], feed: Feed, found: Sorted) -> list[NewMessage]:
        good: list[NewMessage] = []
        for start in range(0, len(messages), _AT_ONCE):
            for message, message_id, reason in self._checked(messages[start : start + _AT_ONCE], feed):
                made = "" if reason else self._made(message, message_id)
                if isinstance(made, NewMessage):
                    good.append(made)
                else:
                    found.refused += 1
                    self._bury(message, reason or made, feed.workflows, found)
        return good

    def _checked(
        self, messages: Sequence[SourceMessage], feed: Feed
    ) -> Iterator[tuple[SourceMessage, str | None, str]]:
        """Yield each message with its sender's id, or with why it cannot be taken."""
        sound = not any(one.error or len(one.payload) > self._max_bytes for one in messages)
        ids = feed.schema.pass_all([one.payload for one in messages]) if sound else None
        if ids is not None:
            for message, message_id in zip(messages, ids, strict=True):
                yield message, message_id, ""
            return
        for message in messages:
            if message.error:
                yield message, None, message.error
            elif len(message.payload) > self._max_bytes:
                yield message, None, f"has {len(message.payload)} bytes; at most {self._max_bytes} are taken"
            else:
                checked = feed.schema.check(message.payload)
                yield message, checked.message_id, _told(checked.errors)

    def _made(self, message: SourceMessage, message_id: str | None) -> NewMessage | str:
        """Return the message to accept, or why it cannot be one."""
        try:
            headers = _encode(message.metadata) if message.metadata else b""
        except (TypeError, ValueError) as error:
            return f"its metadata cannot be written as JSON: {error}"
        own = message.message_id or message_id or _name(message)
        digest = hashlib.sha1(self._salt + own.encode(), usedforsecurity=False).digest() if own else None
        return NewMessage(_name(message) or str(uuid7()), self._source, message.payload, headers, digest)

    def _bury(self, message: SourceMessage, reason: str, workflows: Sequence[Workflow], found: Sorted) -> None:
        """Make dead letters for every way that the message would have taken, so that it can be mended and replayed."""
        now = self._now_ms()
        own = message.message_id or _name(message)
        # the same id when the upstream sends it again: the letter is then replaced, not doubled
        identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"nexus:{self._source}:{own}")) if own else str(uuid7())
        try:
            headers = _encode(message.metadata) if message.metadata else b""
        except (TypeError, ValueError):
            headers = b""
        # an entry of its own: it was never in the stream, whose sequence numbers are small
        entry = f"{now}-{(1 << 63) + secrets.randbits(62)}"
        letter = Message(entry, identity, self._source, now, message.payload, headers)
        for workflow in workflows:
            found.letters.setdefault(workflow.id, []).extend(
                DeadLetter(
                    workflow.workspace_id, workflow.id, pipeline, letter, reason, fingerprint(pipeline, reason), now
                )
                for pipeline in _ways(workflow)
            )


def _name(message: SourceMessage) -> str | None:
    return message.id if isinstance(message, Kept) else None


def _ways(workflow: Workflow) -> list[str]:
    if workflow.mode is Mode.SEQUENTIAL:
        return [SEQUENCE]
    return [pipeline.id for pipeline in workflow.pipelines]


def _told(errors: Sequence[FieldError]) -> str:
    told = "; ".join(map(str, errors[:FAULTS]))
    return f"{told}; and {len(errors) - FAULTS} more" if len(errors) > FAULTS else told
