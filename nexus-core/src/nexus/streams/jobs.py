"""How scheduled deliveries and dead letters are written down in the store: MessagePack, fields by position."""

import msgspec

from nexus.model.delivery import DeadLetter, ScheduledRetry
from nexus.model.message import Message
from nexus.ports import Vault
from nexus.streams.kept import sealed_letter, sealed_retry


class _Job(msgspec.Struct, array_like=True):
    """A scheduled delivery. New fields go to the end and have defaults: old jobs stay readable."""

    id: str
    source: str
    received_at: int
    payload: bytes
    headers: bytes
    attempt: int
    reason: str
    state: bytes


class _Letter(msgspec.Struct, array_like=True):
    """A dead letter; the same rule for new fields."""

    workspace_id: str
    workflow_id: str
    pipeline_id: str
    entry: str
    id: str
    source: str
    received_at: int
    payload: bytes
    headers: bytes
    attempt: int
    deliveries: int
    reason: str
    fingerprint: str
    died_at: int
    masked: tuple[str, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode_job = msgspec.msgpack.Decoder(_Job).decode
_decode_letter = msgspec.msgpack.Decoder(_Letter).decode


def encode_job(retry: ScheduledRetry, vault: Vault) -> bytes:
    """Return what the jobs hash keeps of a scheduled delivery; its entry and due time stand elsewhere."""
    retry = sealed_retry(vault, retry)
    m = retry.message
    return _encode(_Job(m.id, m.source, m.received_at, m.payload, m.headers, m.attempt, retry.reason, retry.state))


def decode_job(entry: str, due_at: int, data: bytes, deliveries: int = 1) -> ScheduledRetry:
    """Return the scheduled delivery of a stream entry, as the store has it; ``deliveries``: how often it was handed out.

    Raises:
        ValueError: the job is not one that this code wrote.
    """
    try:
        job = _decode_job(data)
    except msgspec.DecodeError as error:
        raise ValueError(f"the scheduled delivery of entry {entry} cannot be read: {error}") from error
    message = Message(
        entry,
        job.id,
        job.source,
        job.received_at,
        job.payload,
        job.headers,
        attempt=job.attempt,
        scheduled=True,
        state=job.state,
        deliveries=deliveries,
    )
    return ScheduledRetry(message, due_at, job.reason, job.state)


def encode_letter(letter: DeadLetter, vault: Vault) -> bytes:
    """Return a dead letter as the hand-over stream carries it."""
    letter = sealed_letter(vault, letter)
    m = letter.message
    return _encode(
        _Letter(
            letter.workspace_id,
            letter.workflow_id,
            letter.pipeline_id,
            m.entry,
            m.id,
            m.source,
            m.received_at,
            m.payload,
            m.headers,
            m.attempt,
            m.deliveries,
            letter.reason,
            letter.fingerprint,
            letter.died_at,
            letter.masked,
        )
    )


def decode_letter(data: bytes) -> DeadLetter:
    """Return a dead letter from the hand-over stream, as it is there.

    Raises:
        ValueError: it is not one that this code wrote.
    """
    try:
        x = _decode_letter(data)
    except msgspec.DecodeError as error:
        raise ValueError(f"a dead letter of the hand-over stream cannot be read: {error}") from error
    message = Message(
        x.entry, x.id, x.source, x.received_at, x.payload, x.headers, attempt=x.attempt, deliveries=x.deliveries
    )
    return DeadLetter(
        x.workspace_id, x.workflow_id, x.pipeline_id, message, x.reason, x.fingerprint, x.died_at, x.masked
    )
