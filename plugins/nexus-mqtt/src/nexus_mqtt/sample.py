"""Messages that come just now, for proposing fields; the session of the sources is left alone."""

import asyncio
import secrets
from collections.abc import Sequence

from nexus import Context, SourceMessage
from nexus_mqtt.config import MqttConfig
from nexus_mqtt.link import Link, Session
from nexus_mqtt.packets import Received
from nexus_mqtt.reasons import error_of
from nexus_mqtt.source import Ways


async def sample(
    config: MqttConfig, context: Context, subscription: str, limit: int, seconds: float
) -> Sequence[SourceMessage]:
    """Return up to ``limit`` messages of a subscription that come within so many seconds, kept ones among them.

    It subscribes by itself, outside of any share group: no message is taken from anyone.

    Raises:
        Unavailable, ConfigurationError: as when a source connects.
    """
    [wanted] = config.named([subscription])
    link = Link(config, Session(f"nexus-sample-{secrets.token_hex(4)}", clean=True), context.egress)
    ways = Ways([wanted], context.logger)
    found: list[SourceMessage] = []
    enough = asyncio.Event()

    def received(message: Received) -> None:
        ways.read(message, found)
        if len(found) >= limit:
            enough.set()

    link.received, link.ended = received, enough.set
    await link.connect()
    try:
        [code] = await link.subscribe([(wanted.topic, 0, wanted.retained)])
        if code.is_failure:
            raise error_of(code, f"the subscription {wanted.name!r} ({wanted.topic})")
        try:
            async with asyncio.timeout(seconds):
                await enough.wait()
        except TimeoutError:
            pass  # that many have come, and no more
        if not link.is_open and not found:
            raise link.error
    finally:
        link.close()
    return found[:limit]
