"""How far a run has come: what is kept between attempts, so that finished steps never run again."""

from collections.abc import Mapping
from typing import Any

import msgspec

from nexus.errors import MappingError
from nexus.mapping.scope import about
from nexus.model.message import Message

_NOTHING = object()


class StepRecord(msgspec.Struct, omit_defaults=True):
    """What one step of a run did, for the history; its output stands in `RunState.steps`.

    Attributes:
        at: when its last attempt began (ms since 1970, UTC).
        ms: how long that took.
        attempt: which it was, from 1.
        error: why it failed, if it did.
        skipped: it failed and the run went on.
        current: its output is what the following steps work on.
        sent: what went out; see `nexus.hookspecs.StepResult.sent`.
    """

    name: str
    at: int
    ms: float = 0.0
    attempt: int = 1
    error: str = ""
    skipped: bool = False
    current: bool = False
    sent: Any = None


class RunState(msgspec.Struct, omit_defaults=True):
    """The checkpoint of one run.

    Attributes:
        at: the step that comes next.
        steps: outputs of the finished steps, by name.
        current: the newest transform's output; ``has_current`` tells none from null.
        attempt: attempts of the step that comes next, from 1.
        started_at: when the first step began (ms since 1970, UTC); 0 before.
        items: outputs of the finished items of the step that comes next, where it runs for each.
        trace: what the finished steps did.
    """

    at: str
    steps: dict[str, Any] = {}
    current: Any = None
    has_current: bool = False
    attempt: int = 1
    started_at: int = 0
    items: dict[int, Any] = {}
    trace: list[StepRecord] = []


_decode_state = msgspec.json.Decoder(RunState).decode
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(decimal_format="number").encode
encode_record = msgspec.json.Encoder(decimal_format="number", enc_hook=str).encode
"""For what people look at: whatever a plugin says that it has sent, is shown somehow."""


def load(message: Message, first: str) -> RunState:
    """Return the run's checkpoint, or the beginning at the step ``first``.

    Raises:
        MappingError: the checkpoint is not one that this code wrote.
    """
    if not message.state:
        return RunState(at=first)
    try:
        return _decode_state(message.state)
    except msgspec.DecodeError as error:
        raise MappingError(f"the state of the run cannot be read: {error}") from error


def dump(state: RunState) -> bytes:
    """Return ``state`` as it is kept with the scheduled delivery, or as a checkpoint."""
    return encode_record(state)


def run_data(message: Message, state: RunState) -> dict[str, Any]:
    """Return what steps reach by path.

    Raises:
        MappingError: the payload is no JSON.
    """
    try:
        payload = _decode(message.payload)
        known = about(message)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"the payload is not JSON: {error}") from error
    current = state.current if state.has_current else payload
    return {"payload": payload, "message": known, "steps": state.steps, "current": current}


def plain(output: Any) -> Any:
    """Return ``output`` as JSON knows it, so that a resumed run sees what the first one saw."""
    if output is None or isinstance(output, str | int | float | bool):
        return output
    if isinstance(output, Mapping) and not isinstance(output, dict):
        output = dict(output)
    return _decode(_encode(output))
