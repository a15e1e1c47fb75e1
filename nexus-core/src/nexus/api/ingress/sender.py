"""An application as ingress sees it: everything that one of its requests needs, worked out once."""

import hashlib
from collections.abc import Sequence

from attrs import field, frozen

from nexus.mapping.schema import Schema, compile_schema
from nexus.model.connection import Application, Dedup
from nexus.security.envelopes import Opens
from nexus.security.vault import Keeper

_sha1 = hashlib.sha1


@frozen(eq=False)
class Sender:
    """An application, compiled; two are never the same.

    Attributes:
        id: the application's.
        workflow_ids: the enabled workflows that it feeds.
        schema: what its messages must look like; it also finds the sender's message id.
        by_id: messages with the same id of the sender's are resends.
        by_content: equal payloads are resends.
        usable: it may send, and something becomes of what it sends.
        only_workflow: the workflow's id, if there is just one and nothing but the schema is to be asked; else empty.
        workspace: name of the application's workspace, for people.
        opener: opens its envelopes, if it may send nothing else.
        keeper: seals what was in them, if it is to stay encrypted in the streams.
    """

    id: str
    application: Application
    workflow_ids: tuple[str, ...]
    schema: Schema
    salt: bytes
    by_id: bool
    by_content: bool
    usable: bool
    only_workflow: str
    workspace: str = ""
    opener: Opens | None = field(default=None, repr=False)
    keeper: Keeper | None = field(default=None, repr=False)

    def digests(self, payloads: Sequence[bytes], message_ids: Sequence[str | None]) -> list[bytes | None]:
        """Return what a resend of each payload is recognised by, or None without deduplication.

        The application's id is part of it: two applications may feed one workflow, and each counts its own messages.
        """
        salt = self.salt + b":"
        if self.by_id:
            return [
                _sha1(salt + message_id.encode(), usedforsecurity=False).digest() if message_id else None
                for message_id in message_ids
            ]
        if self.by_content:
            return [_sha1(payload, usedforsecurity=False).digest() for payload in payloads]
        return [None] * len(payloads)

    def own_id_digests(self, message_ids: Sequence[str]) -> list[bytes | None]:
        """Return the digests of the ids that envelopes carry: whatever the application's dedup, a resend is one."""
        return [self.key_digest(b"\0" + one.encode(), None) for one in message_ids]

    def key_digest(self, key: bytes, index: int | None) -> bytes:
        """Return the digest of an ``Idempotency-Key``; ``index`` is the message's place in a batch."""
        # NUL, which no sender's key has, keeps these apart from message ids
        text = b"%b\0%b" % (self.salt, key) if index is None else b"%b\0%b\0%d" % (self.salt, key, index)
        return _sha1(text, usedforsecurity=False).digest()


def sender_of(
    application: Application,
    workflow_ids: Sequence[str],
    workspace: str = "",
    opener: Opens | None = None,
    keeper: Keeper | None = None,
) -> Sender:
    """Compile an application; with ``encryption`` it needs an opener, to keep that also a keeper.

    Raises:
        InvalidInput: its schema cannot be compiled.
    """
    by_id = application.dedup is Dedup.MESSAGE_ID
    assert application.encryption == (opener is not None), "plain payloads must not pass for encrypted ones"
    usable = application.enabled and bool(workflow_ids)
    simple = usable and len(workflow_ids) == 1 and application.rate_limit is None and opener is None
    return Sender(
        id=application.id,
        application=application,
        workflow_ids=tuple(workflow_ids),
        schema=compile_schema(
            application.fields,
            allow_unknown=application.allow_unknown,
            message_id_path=application.message_id_path if by_id else None,
        ),
        salt=application.id.encode(),
        by_id=by_id,
        by_content=application.dedup is Dedup.CONTENT,
        usable=usable,
        only_workflow=workflow_ids[0] if simple else "",
        workspace=workspace,
        opener=opener,
        keeper=keeper,
    )
