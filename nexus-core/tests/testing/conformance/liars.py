"""Sinks and sources that each tell one lie; the suites must find it."""

import asyncio
import threading

from folder_source import FOLDER, FolderSource
from shelf import Shelf, sink_type

from nexus import BatchPolicy, Capability, Rejected, SourceMessage, SourceType


class AddsAgain(Shelf):
    """Claims that a repeated upsert changes nothing, and adds."""

    def apply(self, row, message):
        if self.target.operation == "upsert":
            table, values = self.target.target, list(row.values())
            self.connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES (?, ?, ?)", values)
        else:
            super().apply(row, message)


class NewKeys(Shelf):
    """Claims stable idempotency keys, and makes new ones for each attempt."""

    def apply(self, row, message):
        super().apply(row, f"{message}/{id(self)}/{threading.get_ident()}")


class SharedKeys(Shelf):
    """Claims a key for each row, and gives those of a batch one."""

    def write(self, batch):
        self.first = batch.ids[0]
        super().write(batch)

    def apply(self, row, message):
        super().apply(row, self.first)


class RowByRow(Shelf):
    """Claims that a batch is stored whole or not at all, and commits each row."""

    def write(self, batch):
        bad = {index: "no such thing" for index, row in enumerate(batch.rows) if "bad" in row}
        for index, (row, message) in enumerate(zip(batch.rows, batch.ids, strict=True)):
            if index not in bad and self.is_new(message):
                self.apply(row, message)
        if bad:
            raise Rejected(bad)


class Backwards(Shelf):
    """Claims the order of rows, and turns it round."""

    def write(self, batch):
        super().write(batch.pick(reversed(range(len(batch)))))


class LedgerAside(Shelf):
    """Claims the ledger, and keeps it in the memory of the process."""

    def is_new(self, message):
        known = vars(self).setdefault("known", set())
        new = message not in known
        known.add(message)
        return new or not self.target.ledger


class LedgerIgnored(Shelf):
    """Claims the ledger, and forgets it."""

    def is_new(self, message):
        return True


class LedgerOfAll(Shelf):
    """Claims the ledger, and mixes the messages of pipelines up."""

    def is_new(self, message):
        taken = ("all", message)
        return (
            not self.target.ledger
            or self.connection.execute("INSERT OR IGNORE INTO ledger VALUES (?, ?)", taken).rowcount == 1
        )


class SmallBatches(Shelf):
    """Claims batches of 200 rows, and takes 50 of them."""

    def write(self, batch):
        super().write(batch.pick(range(min(len(batch), 50))))


class InsertIsIdempotent(Shelf):
    """Claims that a repeated insert changes nothing."""


class OneAtATime(Shelf):
    """Claims two writes at once, and mixes them up."""

    def write(self, batch):
        self.batch = batch
        self.connection.execute("SELECT 1")
        threading.Event().wait(0.01)
        super().write(self.batch)


class NoUpdate(Shelf):
    """Offers update, and does nothing."""

    def apply(self, row, message):
        if self.target.operation != "update":
            super().apply(row, message)


class StoresLater(Shelf):
    """Says stored before it is."""

    def write(self, batch):
        vars(self).setdefault("waiting", []).append(batch)
        if len(self.waiting) > 1:
            self.flush()

    def flush(self):
        waiting, self.waiting = self.waiting, []
        for batch in waiting:
            super().write(batch)

    def close(self):
        self.flush()
        super().close()


class WrongIndexes(Shelf):
    """Rejects the neighbour of the bad row."""

    def write(self, batch):
        try:
            super().write(batch)
        except Rejected as rejected:
            raise Rejected({(index + 1) % len(batch): why for index, why in rejected.reasons.items()}) from None


class StopsAtBad(Shelf):
    """Rejects the bad row, and stores none of the others."""

    def write(self, batch):
        bad = {index: "no such thing" for index, row in enumerate(batch.rows) if "bad" in row}
        if bad:
            raise Rejected(bad)
        super().write(batch)


class Scribbles(Shelf):
    """Changes the rows that it is given."""

    def write(self, batch):
        super().write(batch)
        for row in batch.rows:
            row["written"] = True


class Leaks(Shelf):
    """Leaves its file open."""

    kept: list = []  # noqa: RUF012 — that is the leak

    def close(self):
        self.kept.append(self.connection)


class Truncates(Shelf):
    """Cuts texts to ten characters."""

    def apply(self, row, message):
        if isinstance(row.get("v"), str):
            row = {**row, "v": row["v"][:10]}
        super().apply(row, message)


class AcknowledgesFirst(FolderSource):
    """Tells the upstream before emit has returned."""

    async def hand_over(self, files, emit):
        messages = [self.message(file) for file in files]
        self.remove(files)
        await emit(messages)


class Floods(FolderSource):
    """Reads on while emit does not return."""

    async def run(self, emit):
        self.context.connected()
        async with asyncio.TaskGroup() as group:
            seen = set()
            while True:
                files = [file for file in sorted(self.folder.glob("*.json")) if file not in seen][: self.many]
                seen.update(files)
                if files:
                    group.create_task(self.hand_over(files, emit))
                await asyncio.sleep(0.01)


class CancelsEmit(FolderSource):
    """Cancels emit when it is stopped."""

    async def hand_over(self, files, emit):
        await emit([self.message(file) for file in files])
        self.remove(files)


class ForgetsAtStop(FolderSource):
    """Lets emit end when it is stopped, and does not acknowledge."""

    def remove(self, files):
        if not asyncio.current_task().cancelling():
            super().remove(files)


class BlocksOnBad(FolderSource):
    """Stays before what it cannot read."""

    def message(self, file):
        message = super().message(file)
        if message.error:
            raise ValueError(message.error)
        return message


class HidesBad(FolderSource):
    """Throws away what it cannot read."""

    async def hand_over(self, files, emit):
        for file in files:
            if super().message(file).error:
                file.unlink()
        await super().hand_over([file for file in files if file.exists()], emit)


class OneIdForAll(FolderSource):
    """Gives all messages one id."""

    def message(self, file):
        message = super().message(file)
        return SourceMessage(message.payload, "the id", message.metadata, message.error)


class Disorders(FolderSource):
    """Hands messages over in another order."""

    async def hand_over(self, files, emit):
        await super().hand_over(files[::-1], emit)


class GoesOn(FolderSource):
    """Does not stop when it is told to."""

    async def run(self, emit):
        try:
            await super().run(emit)
        except asyncio.CancelledError:
            await asyncio.sleep(60)


def _types(make, lies):
    return {cls: (make(cls), lie) for cls, lie in lies.items()}


ONCE = "test_with_the_ledger_a_message_takes_effect_once"
KEYS = "test_every_row_carries_a_key_of_its_own_that_stays_the_same"
REPEATED = "test_a_repeated_write_leaves_the_destination_as_it_was"
BAD_ROW = "test_a_bad_row_is_rejected_by_its_index_and_all_others_are_stored"

SINKS = {
    **_types(
        sink_type,
        {
            AddsAgain: REPEATED,
            NewKeys: KEYS,
            SharedKeys: KEYS,
            RowByRow: "test_a_batch_of_a_killed_writer_is_stored_whole_or_not_at_all",
            Backwards: "test_rows_of_a_batch_take_effect_in_their_order",
            LedgerAside: ONCE,
            LedgerIgnored: "test_with_the_ledger_an_older_message_that_comes_again_overwrites_nothing",
            LedgerOfAll: "test_another_pipeline_has_a_ledger_of_its_own",
            SmallBatches: "test_a_batch_of_as_many_rows_as_the_policy_allows_is_stored",
            NoUpdate: "test_every_operation_does_what_it_says",
            StoresLater: "test_a_killed_writer_loses_nothing_that_was_stored",
            WrongIndexes: BAD_ROW,
            StopsAtBad: BAD_ROW,
            Scribbles: "test_rows_are_not_changed_by_writing_them",
            Leaks: "test_a_closed_sink_leaves_no_thread_socket_file_or_task",
            Truncates: "test_a_value_comes_back_as_it_was",
        },
    ),
    OneAtATime: (
        sink_type(OneAtATime, batching=BatchPolicy(max_rows=200, max_in_flight=2)),
        "test_as_many_writes_at_once_as_the_policy_allows_are_stored",
    ),
    InsertIsIdempotent: (
        sink_type(InsertIsIdempotent, capabilities={"*": {Capability.IDEMPOTENT_WRITE}}),
        REPEATED,
    ),
}
"""Liar -> what it offers, and the check that finds it out."""

SOURCES = _types(
    lambda cls: SourceType(FOLDER, cls),
    {
        AcknowledgesFirst: "test_a_process_killed_while_emit_runs_has_acknowledged_nothing_of_it",
        Floods: "test_a_platform_that_takes_nothing_is_not_flooded",
        CancelsEmit: "test_a_stopped_source_lets_emit_end_and_acknowledges",
        ForgetsAtStop: "test_a_stopped_source_lets_emit_end_and_acknowledges",
        BlocksOnBad: "test_what_cannot_be_read_is_handed_over_as_an_error_and_blocks_nothing",
        HidesBad: "test_what_cannot_be_read_is_handed_over_as_an_error_and_blocks_nothing",
        OneIdForAll: "test_ids_tell_messages_apart",
        Disorders: "test_many_messages_keep_their_order",
        GoesOn: "test_an_idle_source_stops_at_once_and_leaves_nothing_open",
    },
)
"""Liar -> what it offers, and the check that finds it out."""
