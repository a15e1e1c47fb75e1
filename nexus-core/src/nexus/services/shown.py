"""What people are shown of messages: payloads and mapped rows, masked as their application wants it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from attrs import frozen

from nexus.config.secret import MASK
from nexus.errors import InvalidInput, MappingError
from nexus.hookspecs import TransformFunction
from nexus.mapping.compile import FILTERED, CompiledMapping, compile_mapping
from nexus.mapping.masked_rows import masked_error, masked_row
from nexus.mapping.masks import EVERYTHING_MASKED, Masks, masks_of
from nexus.mapping.scope import decode_plain
from nexus.model.dead_letter import StoredDeadLetter
from nexus.model.message import Message
from nexus.model.workflow import Pipeline
from nexus.services.places import NameBook

_ID_LENGTH = 36


@frozen
class MappedRow:
    """What a pipeline makes of a message, by its mapping as it is now.

    Attributes:
        row: masked; None if there is none.
        filtered: the pipeline's condition holds the message back.
        error: why the message does not fit, masked.
    """

    row: Any = None
    filtered: bool = False
    error: str = ""


def masks_for(names: NameBook, workspace_id: str, source: str, also: Sequence[str] = ()) -> Masks:
    """Return what is masked of a message: what its application wants now, and ``also`` what it wanted before.

    Of an application that is gone, and whose wishes nobody has kept, everything is masked (security: fail closed).
    """
    paths = names.masked_paths(workspace_id, source)
    if paths is None:
        if len(source) == _ID_LENGTH and not also:
            return EVERYTHING_MASKED
        paths = ()
    return masks_of(tuple(dict.fromkeys([*paths, *also])))


def masks_of_letter(names: NameBook, one: StoredDeadLetter) -> Masks:
    """Return what is masked of a dead letter: what its application wants now, and what it wanted when the letter died."""
    letter = one.letter
    return masks_for(names, letter.workspace_id, letter.message.source, letter.masked)


def shown_payload(payload: bytes, masks: Masks) -> Any:
    """Return a payload as JSON, masked; what is no JSON is text, or a mask as a whole."""
    try:
        return masks.masked(decode_plain(payload))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return MASK if masks else payload.decode(errors="backslashreplace")


def shown_headers(headers: bytes) -> Any:
    """Return what came with a message: trace context, topic …; they are not masked."""
    return shown_payload(headers or b"{}", masks_of(()))


def compiled(pipeline: Pipeline, functions: Mapping[str, TransformFunction]) -> CompiledMapping:
    """Return a pipeline's mapping, as it delivers by it.

    Raises:
        InvalidInput: it cannot be used.
    """
    return compile_mapping(
        pipeline.mappings,
        functions,
        pipeline=pipeline.name,
        partial=pipeline.partial,
        condition=pipeline.condition,
    )


def shown_row(pipeline: Pipeline, message: Message, masks: Masks, mapping: Callable[[], CompiledMapping]) -> MappedRow:
    """Map a message as the pipeline would deliver it now, and mask the row; nothing is written.

    Args:
        pipeline: whose mapping it is.
        message: what is mapped.
        masks: of the message's application.
        mapping: returns the mapping, as `compiled`.
    """
    try:
        row = mapping().map(message)
    except InvalidInput as error:
        return MappedRow(error=f"its mapping cannot be used: {error}")
    except MappingError as error:
        return MappedRow(error=masks.reason(masked_error(masks, pipeline.mappings, error), message.payload))
    if row is FILTERED:
        return MappedRow(filtered=True)
    return MappedRow(row=masked_row(masks, pipeline.mappings, plain_row(row)))


def plain_row(row: Any) -> Any:
    """Return a mapped row as JSON: moments as text, exact numbers as text too, bytes in base64."""
    return msgspec.json.decode(msgspec.json.encode(row, enc_hook=str))
