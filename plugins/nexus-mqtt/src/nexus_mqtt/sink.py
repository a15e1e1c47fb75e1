"""Publishes rows: each is stored once the broker has acknowledged it (PUBACK, or PUBCOMP with QoS 2)."""

import asyncio
from collections.abc import Mapping
from typing import Final

from paho.mqtt.reasoncodes import ReasonCode

from nexus import (
    Batch,
    ConfigurationError,
    Context,
    InvalidInput,
    NexusError,
    Rejected,
    Retry,
    Unavailable,
    WriteTarget,
)
from nexus.config import structure
from nexus_mqtt.config import MqttConfig, MqttOptions
from nexus_mqtt.link import Link, Session
from nexus_mqtt.publishing import Publication, Publications
from nexus_mqtt.reasons import NOT_AUTHORIZED, PAYLOAD_INVALID, TOO_LARGE, TOPIC_INVALID, error_of

_OF_THE_ROW: Final = {PAYLOAD_INVALID, TOO_LARGE, TOPIC_INVALID}


def open_sink(config: MqttConfig, target: WriteTarget, context: Context) -> "MqttSink":
    """Open a pipeline's way to a broker; connects at the first write.

    Raises:
        ConfigurationError: the topic or an option cannot work.
    """
    try:
        options = structure(MqttOptions, target.options, "options")
    except InvalidInput as error:
        raise ConfigurationError(str(error), path="options") from error
    publications = Publications(config, target, options)
    publisher = context.shared("publisher", lambda: Publisher(config, context), Publisher.close)
    return MqttSink(publisher, publications, options)


class Publisher:
    """The one connection of all pipelines of a connection in this process; made when it is needed, and again when lost."""

    def __init__(self, config: MqttConfig, context: Context) -> None:
        self.timeout = config.timeout
        self._config = config
        self._egress = context.egress
        self._link: Link | None = None
        self._window = asyncio.Semaphore(1)
        self._connecting = asyncio.Lock()

    async def publish(self, one: Publication, options: MqttOptions) -> "asyncio.Future[ReasonCode | None]":
        """Publish, as soon as the broker lets so many be in flight; the future has its answer, None if that is lost.

        Raises:
            Unavailable, ConfigurationError: there is no connection to be had.
        """
        link = await self._connected()
        window = self._window
        answer: asyncio.Future[ReasonCode | None] = asyncio.get_running_loop().create_future()
        await window.acquire()

        def done(code: ReasonCode | None) -> None:
            window.release()
            if not answer.done():
                answer.set_result(code)

        try:
            link.publish(
                one.topic, one.payload, qos=options.qos, retain=options.retain, properties=one.properties, done=done
            )
        except ValueError:
            window.release()
            raise
        return answer

    def drop(self) -> None:
        """End the connection: the broker does not answer."""
        if self._link is not None:
            self._link.close()
            self._link = None

    async def close(self) -> None:
        """Disconnect."""
        self.drop()

    async def _connected(self) -> Link:
        async with self._connecting:
            if self._link is None or not self._link.is_open:
                link = Link(self._config, Session("", clean=True), self._egress)
                await link.connect()
                self._link, self._window = link, asyncio.Semaphore(link.welcome.window)
            return self._link


class MqttSink:
    """Writes the rows of one pipeline, in their order."""

    def __init__(self, publisher: Publisher, publications: Publications, options: MqttOptions) -> None:
        self._publisher = publisher
        self._publications = publications
        self._options = options

    async def write(self, batch: Batch) -> None:
        """Publish all rows and wait for the broker's answers; see `nexus.Sink.write`."""
        rejected: dict[int, str] = {}
        answers: dict[int, asyncio.Future[ReasonCode | None]] = {}
        for index, (row, message_id) in enumerate(zip(batch.rows, batch.ids, strict=True)):
            try:
                made = self._publications.of(row, message_id)
                answers[index] = await self._publisher.publish(made, self._options)
            except (ValueError, TypeError) as error:
                rejected[index] = str(error)
            except NexusError:
                if not answers and not rejected:
                    raise
                break  # what is left is tried again with what is lost
        await self._answered(answers)
        self._settle(len(batch), answers, rejected)

    def close(self) -> None:
        """Nothing of its own is open: the connection is shared."""

    async def _answered(self, answers: Mapping[int, "asyncio.Future[ReasonCode | None]"]) -> None:
        """Wait for the answers; a broker from which none comes for the length of the time-out is given up."""
        waiting = {one for one in answers.values() if not one.done()}
        while waiting:
            done, waiting = await asyncio.wait(
                waiting, timeout=self._publisher.timeout, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                self._publisher.drop()  # which answers all that is waited for: lost

    def _settle(
        self, size: int, answers: Mapping[int, "asyncio.Future[ReasonCode | None]"], rejected: dict[int, str]
    ) -> None:
        codes = {index: one.result() if one.done() else None for index, one in answers.items()}
        again = {index: "the connection to the broker was lost" for index in range(size) if codes.get(index) is None}
        refused: NexusError | None = None
        for index, code in codes.items():
            if code is None or not code.is_failure:
                continue
            if code.value in _OF_THE_ROW or (code.value == NOT_AUTHORIZED and self._publications.topic_depends_on_row):
                rejected[index] = f"the broker refuses it: {code.getName().lower()}"
            else:
                refused = error_of(code, "what is published")
                again[index] = str(refused)
        for index in rejected:
            again.pop(index, None)
        if not again:
            if rejected:
                raise Rejected(rejected)
            return
        if len(again) == size:  # nothing of it is stored: the broker as a whole is away, or a person must act
            raise refused or Unavailable(next(iter(again.values())))
        raise Retry(next(iter(again.values())), indexes=again, rejected=rejected)
