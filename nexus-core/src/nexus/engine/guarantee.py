"""Works out, from what is true of a sink, which delivery guarantee a pipeline has; printed wherever a pipeline is shown."""

from collections.abc import Collection
from enum import StrEnum

from attrs import frozen

from nexus.hookspecs import Capability, SinkType
from nexus.model.workflow import Pipeline


class Level(StrEnum):
    """How often a destination sees the effect of a message."""

    EXACTLY_ONCE = "exactly_once"
    EFFECTIVELY_ONCE = "effectively_once"
    AT_LEAST_ONCE = "at_least_once"


@frozen
class Guarantee:
    """What holds for one pipeline, in a word and in a sentence for people."""

    level: Level
    text: str
    ordered: bool


def guarantee(pipeline: Pipeline, sink_type: SinkType) -> Guarantee:
    """Return what holds for messages that ``pipeline`` delivers through ``sink_type``."""
    able = sink_type.able(pipeline.operation)
    level, text = _level(pipeline, able)
    ordered = pipeline.ordered_by is not None and Capability.ORDERED in able
    return Guarantee(level, f"{text}; messages keep their order" if ordered else text, ordered)


def _level(pipeline: Pipeline, able: Collection[Capability]) -> tuple[Level, str]:
    if pipeline.ledger and Capability.LEDGER in able:
        return (
            Level.EXACTLY_ONCE,
            "exactly once: the ledger records each message in the transaction that writes its row",
        )
    if Capability.IDEMPOTENT_WRITE in able:
        return Level.EFFECTIVELY_ONCE, (
            f"at least once, and a repeated {pipeline.operation} leaves the destination as it was"
        )
    if Capability.IDEMPOTENCY_KEY in able:
        return Level.AT_LEAST_ONCE, (
            "at least once, with a stable idempotency key by which the destination can recognise a repetition"
        )
    remedy = "; set ledger: true for exactly once" if Capability.LEDGER in able else ""
    return Level.AT_LEAST_ONCE, f"at least once: after a failure a message may be written twice{remedy}"
