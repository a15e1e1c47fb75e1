"""Messages of a source as they come just now, and the fields that they have: for whoever defines a subscription."""

from collections.abc import Sequence
from typing import Protocol

import msgspec
from attrs import frozen

from nexus.config import structure
from nexus.engine.calls import Caller
from nexus.engine.resources import ComponentContext
from nexus.engine.sequence.plan import StepComponents
from nexus.errors import ConfigurationError, FieldError, InvalidInput
from nexus.hookspecs import Egress, SourceMessage
from nexus.mapping.schema.infer import infer_fields
from nexus.model.connection import Connection, FieldSpec


@frozen
class Sampled:
    """What came.

    Attributes:
        fields: what all readable messages have in common.
    """

    messages: Sequence[SourceMessage]
    fields: Sequence[FieldSpec]


class Samples(Protocol):
    """Asks sources for samples."""

    async def sample(
        self, connection: Connection, subscription: str, limit: int, seconds: float
    ) -> Sequence[SourceMessage]:
        """Return up to ``limit`` messages that come within so many seconds; nothing is taken from anyone."""
        ...


def sampled(messages: Sequence[SourceMessage]) -> Sampled:
    """Return messages with the fields that they have."""
    return Sampled(messages, infer_fields(_decoded(messages)))


class Sampler:
    """Asks sources that are reached from here.

    Args:
        components: what is installed.
        egress: asked before every connection.
        call: calls what connectors offer.
    """

    def __init__(self, components: StepComponents, egress: Egress, call: Caller) -> None:
        self._components = components
        self._egress = egress
        self._call = call

    async def sample(
        self, connection: Connection, subscription: str, limit: int, seconds: float
    ) -> Sequence[SourceMessage]:
        """As `Samples.sample`.

        Raises:
            InvalidInput: the connection is no source that shows samples, or has no such subscription.
            Unavailable: the upstream is away.
            ConfigurationError: a person must act first.
        """
        try:
            source_type = self._components.source(connection.connector)
        except ConfigurationError as error:
            raise InvalidInput([FieldError("connection", str(error))]) from error
        if source_type.sample is None:
            title = source_type.connector.title
            raise InvalidInput([FieldError("connection", f"{title} does not show samples: name the fields by hand")])
        config = structure(source_type.connector.config, connection.config, f"connections.{connection.name}.config")
        names = {one.name for one in source_type.subscriptions(config)} if source_type.subscriptions else {""}
        if subscription not in names:
            listed = ", ".join(sorted(names))
            raise InvalidInput([FieldError("subscription", f"there is no {subscription!r}; there are {listed}")])
        context = ComponentContext.of(connection, self._egress)
        try:
            found: Sequence[SourceMessage] = await self._call(
                source_type.sample, config, context, subscription, limit, seconds
            )
        finally:
            await context.release(self._call)
        return found


def _decoded(messages: Sequence[SourceMessage]) -> list[object]:
    values = []
    for message in messages:
        try:
            values.append(msgspec.json.decode(message.payload))
        except msgspec.DecodeError:
            continue  # shown as it is; it has no fields
    return values
