"""Payloads that the stream store may have encrypted only: opened as they are read, sealed whenever they are written again.

What is plain costs one comparison. A scheduled delivery and a dead letter are sealed with all that the payload may show
in: the reason of a failure, and the state of a run. What does not open although all keys are there goes on as it is: it
fits no mapping, and becomes a dead letter that says why; nothing is lost.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import msgspec
from attrs import evolve

from nexus.errors import ConfigurationError, StoreError, Unopened
from nexus.model.delivery import DeadLetter, ScheduledRetry
from nexus.model.message import KeptMessage, Message
from nexus.ports import Vault

_Found = TypeVar("_Found")

_PLAIN: Final = b"\1"
"""What is sealed begins with NUL, which sorts before this; no JSON text does."""

PAYLOAD: Final = "payload"
ANSWER: Final = "answer"
_JOB: Final = "delivery"
_LETTER: Final = "letter"

_encode = msgspec.msgpack.Encoder().encode
_job_parts = msgspec.msgpack.Decoder(tuple[bytes, str, bytes]).decode
_letter_parts = msgspec.msgpack.Decoder(tuple[bytes, str]).decode


class NoVault:
    """The `nexus.ports.Vault` of a process that was given none."""

    def lacking(self, sealed: Sequence[bytes]) -> Sequence[str]:
        """All are."""
        return ["none"] if sealed else []

    def fetch(self, ids: Sequence[str]) -> None:
        """Refuse."""
        raise ConfigurationError(f"this process has no payload keys ({len(ids)} are needed)")

    def seal(self, key_id: str, plain: bytes, part: str, message_id: str) -> bytes:
        """Refuse: nothing was ever opened here."""
        what = f"{len(plain)} bytes of the {part} of message {message_id}"
        raise ConfigurationError(f"this process has no payload key {key_id} for {what}")

    def open(self, sealed: bytes, part: str, message_id: str) -> tuple[str, bytes]:
        """Refuse."""
        raise Unopened(f"this process has no payload keys for the {part} of message {message_id}: {len(sealed)} bytes")


async def opened(vault: Vault, messages: list[Message]) -> list[Message]:
    """Return messages of a stream with their payloads in clear.

    Raises:
        StoreError: the keys cannot be had now; the messages stay where they are.
    """
    return await _each_opened(vault, messages, messages, _opened)


async def opened_retries(vault: Vault, retries: list[ScheduledRetry]) -> list[ScheduledRetry]:
    """Return scheduled deliveries in clear; raises as `opened`."""
    return await _each_opened(vault, retries, [retry.message for retry in retries], _opened_retry)


async def opened_letters(vault: Vault, letters: list[DeadLetter]) -> list[DeadLetter]:
    """Return dead letters in clear; raises as `opened`."""
    return await _each_opened(vault, letters, [letter.message for letter in letters], _opened_letter)


async def opened_part(vault: Vault, found: bytes, part: str, message_id: str) -> bytes:
    """Return what was kept of a message's run, in clear; raises as `opened`, also if it never opens."""
    if not found or found >= _PLAIN:
        return found
    await _at_hand(vault, [found])
    try:
        return vault.open(found, part, message_id)[1]
    except Unopened as error:
        raise StoreError(f"the {part} of message {message_id} {error}") from error


def sealed_retry(vault: Vault, retry: ScheduledRetry) -> ScheduledRetry:
    """Return a scheduled delivery as the store may have it."""
    message = retry.message
    if not isinstance(message, KeptMessage):
        return retry
    parts = _encode((message.payload, retry.reason, retry.state))
    payload = vault.seal(message.key, parts, _JOB, message.id)
    return ScheduledRetry(evolve(message, payload=payload), retry.due_at)


def sealed_letter(vault: Vault, letter: DeadLetter) -> DeadLetter:
    """Return a dead letter as the store may have it."""
    message = letter.message
    if not isinstance(message, KeptMessage):
        return letter
    payload = vault.seal(message.key, _encode((message.payload, letter.reason)), _LETTER, message.id)
    return evolve(letter, message=evolve(message, payload=payload), reason="")


async def _each_opened(
    vault: Vault, found: list[_Found], messages: Sequence[Message], open_one: Callable[[Vault, _Found], _Found]
) -> list[_Found]:
    """Open each of what was found, if any of its messages is sealed; ``messages`` are those, in the same order."""
    sealed = [message.payload for message in messages if message.payload < _PLAIN]
    if not any(sealed):  # an entry of somebody else's may have no payload at all
        return found
    await _at_hand(vault, sealed)
    return [open_one(vault, one) for one in found]


async def _at_hand(vault: Vault, sealed: Sequence[bytes]) -> None:
    lacking = vault.lacking(sealed)
    if not lacking:
        return
    try:
        await asyncio.to_thread(vault.fetch, lacking)
    except Exception as error:
        # security: a missing key parks and drops nothing; so does a metadata database that is away
        raise StoreError(f"messages that are kept encrypted wait for their key: {error}") from error


def _opened(vault: Vault, message: Message) -> Message:
    if not message.payload or message.payload >= _PLAIN:
        return message
    try:
        key, payload = vault.open(message.payload, PAYLOAD, message.id)
    except Unopened:
        return message
    return KeptMessage.of(message, key, payload)


def _opened_retry(vault: Vault, retry: ScheduledRetry) -> ScheduledRetry:
    message = retry.message
    try:
        key, parts = vault.open(message.payload, _JOB, message.id)
    except Unopened:
        # it went to the schedule as it came from the stream, since it did not open then either
        return evolve(retry, message=_opened(vault, message))
    payload, reason, state = _job_parts(parts)
    return ScheduledRetry(evolve(KeptMessage.of(message, key, payload), state=state), retry.due_at, reason, state)


def _opened_letter(vault: Vault, letter: DeadLetter) -> DeadLetter:
    message = letter.message
    try:
        key, parts = vault.open(message.payload, _LETTER, message.id)
    except Unopened:
        return letter
    payload, reason = _letter_parts(parts)
    return evolve(letter, message=KeptMessage.of(message, key, payload), reason=reason)
