"""Connections (configured connectors) and applications (senders)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen


@frozen
class Connection:
    """One configured connector.

    Attributes:
        config: the raw configuration, secrets in clear; shown by no log and no repr.
        via_agent: id of the agent through which it is reached, or None.
        version: rises with every change, so that open sinks know that they are stale.
    """

    id: str
    workspace_id: str
    name: str
    connector: str
    config: Mapping[str, Any] = field(repr=False)
    via_agent: str | None = None
    version: int = 1


class Dedup(StrEnum):
    """By what a resend is recognised."""

    OFF = "off"
    MESSAGE_ID = "message_id"
    CONTENT = "content"


@frozen
class FieldSpec:
    """One field of an application's schema.

    Attributes:
        name: dotted path into the payload: ``customer.email``, ``items[].sku``.
        type: one of `nexus.model.mapping.TYPES`, or ``object``, ``array``, ``any``.
    """

    name: str
    type: str = "any"
    required: bool = False
    nullable: bool = True
    enum: tuple[Any, ...] = ()
    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    title: str = ""


@frozen
class Application:
    """A sender: who may send, what its messages look like, how resends are recognised.

    Attributes:
        message_id_path: dotted path of the sender's own message id, for `Dedup.MESSAGE_ID`.
        rate_limit: messages per second, or None without limit; ``burst`` may come at once.
        allow_unknown: whether fields that the schema does not name are accepted.
        encryption: it sends nothing but encrypted payloads.
        keep_encrypted: those are encrypted in the stream store, too, until a worker maps them.
        masked: paths whose values are never stored in logs and dead letters in clear.
    """

    id: str
    workspace_id: str
    name: str
    enabled: bool = True
    fields: tuple[FieldSpec, ...] = ()
    allow_unknown: bool = True
    dedup: Dedup = Dedup.MESSAGE_ID
    message_id_path: str | None = None
    rate_limit: float | None = None
    burst: int | None = None
    encryption: bool = False
    keep_encrypted: bool = False
    masked: tuple[str, ...] = ()
    version: int = 1
