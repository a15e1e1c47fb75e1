"""What both clients do: plans for their calls."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Unpack

from nexus_sdk.answers import Receipt, joined
from nexus_sdk.batch import BatchCall, Manner, chunk_plan, fate_of_one
from nexus_sdk.chunks import Chunk, Chunker
from nexus_sdk.encryption import Sealer
from nexus_sdk.errors import ConfigurationError, NexusError, Summary
from nexus_sdk.ids import new_id
from nexus_sdk.options import Call, SendBatchOptions, SendManyOptions, SendOptions, Settings
from nexus_sdk.plans import Plan
from nexus_sdk.serialize import Message, serialize
from nexus_sdk.trace import traceparent_of
from nexus_sdk.transport import Parcel, Transport


@dataclass(frozen=True, slots=True)
class MessageReceipt:
    """The acknowledgement of one message: it is on stable storage.

    Attributes:
        id: that Nexus has given it.
        duplicate: it had been taken before.
    """

    id: str
    duplicate: bool


class Core:
    """Plans the calls of a client.

    Raises:
        ConfigurationError: an option cannot be used.
    """

    def __init__(self, url: str, api_key: str, settings: Settings) -> None:
        self.settings = settings
        self.transport = Transport(url, api_key, settings.retries, settings.gzip_from_bytes)
        self._sealer = None if settings.encryption is None else Sealer(settings.encryption)

    def send(self, message: Message, **options: Unpack[SendOptions]) -> Plan[MessageReceipt]:
        """Send one message."""
        manner = self._manner(Call(**options))
        text = self.pack(message, 0, manner.key)
        try:
            parcel = Parcel((text,), batch=False, key=manner.key, traceparent=manner.traceparent)
            receipt = yield from self.transport.send(parcel)
        except NexusError as error:
            error.key, error.fate = manner.key, fate_of_one(error)
            raise
        return MessageReceipt(receipt.ids[0] or "", receipt.duplicates > 0)

    def send_many(
        self, messages: Iterator[Message] | AsyncIterator[Message], **options: Unpack[SendManyOptions]
    ) -> Plan[Receipt]:
        """Send messages and return their ids."""
        receipts: list[Receipt] = []
        yield from self.send_batch(messages, **options, on_receipt=lambda receipt, _: receipts.append(receipt))
        return joined(receipts)

    def send_batch(
        self, messages: Iterator[Message] | AsyncIterator[Message], **options: Unpack[SendBatchOptions]
    ) -> Plan[Summary]:
        """Send messages from anything that yields them."""
        call = Call(**options)
        manner = self._manner(call)
        chunker = Chunker(
            messages, lambda message, index: self.pack(message, index, manner.key), call.max_count, call.max_bytes
        )
        return (yield from BatchCall(self.transport, chunker, manner, call.concurrency, call.on_receipt).plan())

    def buffered(self, batch: str, texts: Sequence[bytes]) -> Plan[Receipt]:
        """Send a batch of the buffer under its id; what can never be taken counts as rejected."""
        key = None if self.settings.message_ids == "payload" else batch
        manner = Manner(key, partial=True, goes_on=True)
        outcome = yield from chunk_plan(self.transport, Chunk(0, tuple(texts)), manner)
        if outcome.error is not None:
            raise outcome.error
        return joined([receipt for _, receipt in outcome.receipts])

    def pack(self, message: Message, index: int = 0, key: str | None = None) -> bytes:
        """Return a message as it is sent.

        An envelope's message id is made of the key of the call, so that the same call made again is recognised: an
        application with encryption asks for nothing else.
        """
        text = serialize(message, index)
        if self._sealer is None:
            return text
        envelope = self._sealer.seal(text, None if key is None else f"{key}/{index}")
        return json.dumps(envelope, separators=(",", ":")).encode()

    def _manner(self, call: Call) -> Manner:
        if self.settings.message_ids == "payload":
            if call.key is not None:
                raise ConfigurationError("key and message_ids='payload' exclude each other")
            key = None
        else:
            key = call.key or new_id()
        return Manner(key, call.partial, traceparent=traceparent_of(call.traceparent or self.settings.traceparent))
