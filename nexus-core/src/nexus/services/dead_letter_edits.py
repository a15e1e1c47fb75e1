"""Editing a dead letter: what it would become is shown and checked before it is delivered again."""

import asyncio
from collections.abc import Mapping
from functools import partial
from itertools import islice
from typing import Any, Final, Protocol

import msgspec
from attrs import evolve, field, frozen

from nexus.errors import Conflict, FieldError, InvalidInput, NotFound
from nexus.hookspecs import TransformFunction
from nexus.mapping.masks import Masks
from nexus.mapping.schema import compile_schema
from nexus.mapping.scope import decode_exact
from nexus.model.connection import Application
from nexus.model.dead_letter import LetterStatus, StoredDeadLetter
from nexus.model.message import Message
from nexus.services.dead_letters import Archive, Done, Replay, refusal
from nexus.services.definitions.changes import differences
from nexus.services.person import Person
from nexus.services.places import NameBook
from nexus.services.shown import MappedRow, compiled, masks_of_letter, shown_payload, shown_row
from nexus.services.ways import Way, Ways

_MOST_CHANGES: Final = 100


class Applications(Protocol):
    """Applications of a workspace. Synchronous."""

    def get(self, workspace_id: str, application_id: str) -> Application:
        """One application; raises NotFound."""
        ...


@frozen
class Preview:
    """What would become of a letter that is replayed.

    Attributes:
        payload: what would be delivered, masked.
        mapped: what the pipeline would make of it; None for sequential workflows, whose steps cannot be tried.
        faults: why it would not be taken; empty if it may be replayed.
    """

    payload: Any
    mapped: MappedRow | None
    faults: tuple[FieldError, ...] = ()


@frozen
class Editor:
    """Letters of one workspace, and what may be put into them.

    Attributes:
        functions: for mappings.
    """

    archive: Archive
    ways: Ways
    names: NameBook
    applications: Applications
    functions: Mapping[str, TransformFunction] = field(repr=False)
    workspace_id: str

    def preview(self, letter_id: str, payload: Any | None = None) -> Preview:
        """Say what would become of a letter, with its own payload or another; changes nothing.

        Args:
            letter_id: which letter.
            payload: what was edited; ``********`` stands for what is masked in the letter. None: as it is.

        Raises:
            NotFound: there is no such letter.
            InvalidInput: a mask stands where the letter has no value.
        """
        return self._preview(*self._edited(letter_id, payload))

    async def replay(self, letter_id: str, payload: Any, replay: Replay, person: Person) -> Done:
        """Deliver an edited letter, as a first attempt, if `preview` finds no fault.

        Its message keeps its id. The audit log has the places that were changed.

        Raises:
            NotFound: there is no such letter.
            Conflict: it does not wait any more, or its pipeline is gone.
            InvalidInput: what is wrong with the payload.
            StoreError: the stream store is away or full; the letter waits as before.
        """
        letter, message = await asyncio.to_thread(self._edited, letter_id, payload)
        found = await asyncio.to_thread(self._preview, letter, message)
        ways = await asyncio.to_thread(self.ways.all)
        why = refusal(letter, ways)
        if why:
            raise Conflict(why)
        if found.faults:
            raise InvalidInput(found.faults)
        way = ways[letter.letter.workflow_id, letter.letter.pipeline_id]
        assert isinstance(way, Way)
        due_at = letter.letter.died_at  # long ago: now
        await replay.schedule(way.workflow, way.pipeline, way.family, [(message, due_at)])
        await asyncio.to_thread(self._mark, letter, message, person)
        return Done((letter.id,))

    def _edited(self, letter_id: str, payload: Any | None) -> tuple[StoredDeadLetter, Message]:
        letter = self.archive.get(self.workspace_id, letter_id)
        message = letter.letter.message
        if payload is None:
            return letter, message
        whole = masks_of_letter(self.names, letter).restored(payload, _decoded(message.payload))
        return letter, evolve(message, payload=_ENCODE(whole))

    def _preview(self, letter: StoredDeadLetter, message: Message) -> Preview:
        masks = masks_of_letter(self.names, letter)
        edited = message.payload != letter.letter.message.payload
        faults = self._schema_faults(message, masks) if edited else []
        workflow = self.ways.workflows().get(letter.letter.workflow_id)
        pipelines = {one.id: one for one in workflow.pipelines} if workflow is not None else {}
        pipeline = pipelines.get(letter.letter.pipeline_id)
        mapped = (
            shown_row(pipeline, message, masks, partial(compiled, pipeline, self.functions))
            if pipeline is not None
            else None
        )
        if mapped is not None and mapped.error:
            faults.append(FieldError("payload", mapped.error))
        return Preview(shown_payload(message.payload, masks), mapped, tuple(faults))

    def _schema_faults(self, message: Message, masks: Masks) -> list[FieldError]:
        """Hold an edited payload to what the application's own messages are held to."""
        try:
            application = self.applications.get(self.workspace_id, message.source)
        except NotFound:
            return []
        checked = compile_schema(application.fields, allow_unknown=application.allow_unknown).check(message.payload)
        return [
            FieldError(f"payload.{one.path}" if one.path else "payload", masks.reason(one.message, message.payload))
            for one in checked.errors
        ]

    def _mark(self, letter: StoredDeadLetter, message: Message, person: Person) -> None:
        former, edited = _decoded(letter.letter.message.payload), _decoded(message.payload)
        # Places alone: payloads are encrypted where they are kept, and the audit log is not.
        listed = [one.path for one in islice(differences(former, edited, "payload"), _MOST_CHANGES)]
        self.archive.mark(
            self.workspace_id,
            [letter.id],
            LetterStatus.REPLAYED,
            actor=person.name,
            address=person.address,
            details={"edited": listed},
        )


def _decoded(payload: bytes) -> Any:
    try:
        return decode_exact(payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode
