"""Messages that wait here, within a bound, until threads in the background have brought them to the server."""

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, Protocol

from nexus_sdk.answers import Receipt
from nexus_sdk.backoff import Retry, longest_pause
from nexus_sdk.buffer_options import BufferOptions
from nexus_sdk.buffered_batch import Batch, Entry
from nexus_sdk.callbacks import Callbacks
from nexus_sdk.errors import BufferFull, NexusError

_log: Final = logging.getLogger("nexus_sdk")
_ENDS_WITHIN_S: Final = 2.0


class Outlet(Protocol):
    """The buffer's way to the outside."""

    def send(self, batch: str, texts: Sequence[bytes]) -> Receipt:
        """Send a batch under its id and return what became of it; raises what stands in the way."""

    def call(self, callback: Callable[[], object]) -> None:
        """Call back where the client's owner expects it."""

    def abort(self) -> None:
        """End what is being sent, and what would be."""


class Buffer:
    """The buffer of one client. Thread-safe.

    One thread sends; with a spool another one writes, so that messages which come together share a sync.

    Args:
        options: see there.
        outlet: brings batches to the server.
        retry: how the pauses grow while nothing can be sent.
        at_exit_s: how long the process may take, when it ends without `close`, to send what is left.

    Raises:
        ConfigurationError: someone else uses the spool.
    """

    def __init__(self, options: BufferOptions, outlet: Outlet, retry: Retry, at_exit_s: float) -> None:
        self._options = options
        self._outlet = outlet
        self._callbacks = Callbacks(options, outlet.call)
        self._retry = retry
        self._at_exit_s = at_exit_s
        self._process = os.getpid()
        self._changed = threading.Condition()
        self._batches: deque[Batch] = deque()
        self._incoming: deque[Entry] = deque()
        self._outside: deque[Entry] = deque()
        self._flushes: list[tuple[Batch, Future[None]]] = []
        self._messages = 0
        self._bytes = 0
        self._not_before = 0.0
        self._is_ended = False
        self._sender: threading.Thread | None = None
        self._writer: threading.Thread | None = None
        if options.spool is not None:
            self._batches.extend(Batch(one, is_open=False, is_left=True) for one in options.spool.left())
            if self._batches:
                self._start()

    @property
    def size(self) -> int:
        """Messages that wait; those that an earlier process left count once they are about to be sent."""
        return self._messages

    def put(self, text: bytes) -> Future[None]:
        """Take a message; done when there is room, and with a spool when it is on stable storage.

        Raises:
            BufferFull: there is no room, and nobody wants to wait for it.
            NexusError: the buffer has ended.
        """
        self._check_process()
        entry = Entry(text)
        with self._changed:
            if self._is_ended:
                raise NexusError("the client is closed")
            if self._outside or not self._has_room(entry):
                if self._batches:
                    self._batches[-1].due = 0.0  # there is nothing that it could wait for
                    self._changed.notify_all()
                self._refuse_unless_it_may_wait(entry)
                self._outside.append(entry)
            else:
                self._admit(entry)
            self._start()
            self._changed.notify_all()
        return entry.taken

    def flush(self) -> Future[None]:
        """Send all that waits now; done when it is acknowledged, or failed with what stands in the way."""
        self._check_process()
        sent: Future[None] = Future()
        sent.set_running_or_notify_cancel()  # who waits for it may give up; it does not
        with self._changed:
            if not self._batches:
                sent.set_result(None)
                return sent
            self._flushes.append((self._batches[-1], sent))
            self._not_before = 0.0
            self._changed.notify_all()
        return sent

    def close(self, timeout_s: float) -> int:
        """Send what waits, for so long at most, and end; return how many messages are left in the spool.

        Raises:
            NexusError: messages are left and there is no spool to keep them.
        """
        if self._process != os.getpid():
            return 0  # it is the parent's
        cause: BaseException | None = None
        try:
            self.flush().result(timeout_s)
        except TimeoutError:
            cause = NexusError(f"not sent within {timeout_s:g} s")
        except Exception as error:  # noqa: BLE001 — a spool of the user's may raise anything
            cause = error
        left = self._end()
        if left and self._options.spool is None:
            raise NexusError(f"{left} messages could not be sent and are lost with the buffer") from cause
        return left

    def _end(self) -> int:
        """Stop, and return how many messages are left."""
        with self._changed:
            self._is_ended = True
            refused, self._outside = self._outside, deque()
            self._changed.notify_all()
        for entry in refused:
            if entry.taken.set_running_or_notify_cancel():
                entry.taken.set_exception(NexusError("the client is closed"))
        self._outlet.abort()
        if self._writer is not None:
            self._writer.join()  # what it has begun to write is written
        if self._sender is not None and self._sender is not threading.current_thread():
            self._sender.join(_ENDS_WITHIN_S)  # what it has begun to send stays in the spool, and is sent again
        self._fail_flushes(NexusError("the client is closed"))
        atexit.unregister(self._leave)
        spool = self._options.spool
        if spool is None:
            return self._messages
        try:
            return self._messages + sum(len(spool.read(batch.id)) for batch in self._batches if batch.is_left)
        finally:
            spool.close()

    def _leave(self) -> None:
        """Take care of the messages of a process that ends without having closed its client."""
        try:
            self.close(self._at_exit_s)
        except NexusError as error:
            _log.error("The process ends without close(): %s", error)

    def _check_process(self) -> None:
        """Raise in a child, where there are no threads and the locks are as they were."""
        if self._process != os.getpid():
            raise NexusError("the client was made before the process forked; make one in each process")

    def _has_room(self, entry: Entry) -> bool:
        options = self._options
        return self._messages < options.max_messages and self._bytes + entry.size <= options.max_bytes

    def _refuse_unless_it_may_wait(self, entry: Entry) -> None:
        options = self._options
        is_own_thread = threading.current_thread() is self._sender  # a callback's: it would wait for itself
        if options.when_full == "error" or entry.size > options.max_bytes or is_own_thread:
            raise BufferFull(f"{self._messages} messages ({self._bytes} bytes) wait to be sent")

    def _admit(self, entry: Entry) -> None:
        if not entry.taken.set_running_or_notify_cancel():
            return  # it was cancelled while it waited for room
        batch = self._open_batch(entry.size)
        batch.count += 1
        batch.size += entry.size
        self._messages += 1
        self._bytes += entry.size
        if batch.count >= self._options.batch_count or batch.size >= self._options.batch_bytes:
            batch.due = 0.0
        if self._options.spool is None:
            batch.texts.append(entry.text)
            entry.taken.set_result(None)
        else:
            entry.batch = batch
            self._incoming.append(entry)

    def _open_batch(self, size: int) -> Batch:
        if self._batches:
            last, options = self._batches[-1], self._options
            if last.is_open and last.count < options.batch_count and last.size + size <= options.batch_bytes:
                return last
            last.is_open, last.due = False, 0.0
        batch = Batch(due=time.monotonic() + self._options.interval_s)
        self._batches.append(batch)
        return batch

    def _give(self, messages: int, size: int) -> None:
        """Make room, and let in who waits for it."""
        self._messages -= messages
        self._bytes -= size
        while self._outside and self._has_room(self._outside[0]):
            self._admit(self._outside.popleft())
        self._changed.notify_all()

    def _start(self) -> None:
        if self._sender is not None:
            return
        self._sender = threading.Thread(target=self._send_all, name="nexus-sdk-buffer", daemon=True)
        self._sender.start()
        if self._options.spool is not None:
            self._writer = threading.Thread(target=self._write_all, name="nexus-sdk-spool", daemon=True)
            self._writer.start()
        atexit.register(self._leave)

    # The thread that writes.

    def _write_all(self) -> None:
        while entries := self._next_entries():
            batch = entries[0].batch
            assert batch is not None
            assert self._options.spool is not None
            try:
                self._options.spool.append(batch.id, [entry.text for entry in entries])
            except Exception as error:  # noqa: BLE001 — raised where the messages come from
                self._forget(batch, entries)
                for entry in entries:
                    entry.taken.set_exception(error)
            else:
                with self._changed:
                    batch.texts.extend(entry.text for entry in entries)
                    self._changed.notify_all()
                for entry in entries:
                    entry.taken.set_result(None)

    def _next_entries(self) -> list[Entry]:
        """Return the messages of one batch that have come meanwhile; none at the end."""
        with self._changed:
            while not self._incoming and not self._is_ended:
                self._changed.wait()
            entries: list[Entry] = []
            while self._incoming and self._incoming[0].batch is (entries or self._incoming)[0].batch:
                entries.append(self._incoming.popleft())
            return entries

    def _forget(self, batch: Batch, entries: Sequence[Entry]) -> None:
        size = sum(entry.size for entry in entries)
        with self._changed:
            batch.count -= len(entries)
            batch.size -= size
            self._give(len(entries), size)

    # The thread that sends.

    def _send_all(self) -> None:
        failures = 0
        while (batch := self._next_batch()) is not None:
            try:
                self._send(batch)
                failures = 0
            except Exception as error:  # noqa: BLE001 — whatever it is, the batch stays
                failures += 1
                with self._changed:
                    self._not_before = time.monotonic() + longest_pause(failures + 1, self._retry)
                self._fail_flushes(error)
                if not self._is_ended:
                    self._callbacks.failed(error)

    def _next_batch(self) -> Batch | None:
        """Return the first batch when it is due, closed and written; None at the end."""
        with self._changed:
            while not self._is_ended:
                seconds = None
                if self._batches:
                    first = self._batches[0]
                    due = self._not_before if self._flushes else max(first.due, self._not_before)
                    seconds = due - time.monotonic()
                    if seconds <= 0:
                        first.is_open = False
                        if first.is_written:
                            return first
                        seconds = None  # until the writer says so
                self._changed.wait(seconds)
            return None

    def _send(self, batch: Batch) -> None:
        spool = self._options.spool
        if batch.is_left and spool is not None:
            texts = list(spool.read(batch.id))
            with self._changed:
                batch.texts, batch.count, batch.size = texts, len(texts), sum(len(text) + 1 for text in texts)
                batch.is_left = False
                self._messages += batch.count
                self._bytes += batch.size
        if batch.texts:
            self._callbacks.rejected(batch.texts, self._outlet.send(batch.id, batch.texts))
        if spool is not None:
            spool.remove(batch.id)
        with self._changed:
            self._batches.popleft()
            self._give(batch.count, batch.size)
            done = [sent for last, sent in self._flushes if last is batch]
            self._flushes = [each for each in self._flushes if each[0] is not batch]
        for sent in done:
            sent.set_result(None)

    def _fail_flushes(self, error: Exception) -> None:
        with self._changed:
            failed, self._flushes = self._flushes, []
        for _, sent in failed:
            sent.set_exception(error)
