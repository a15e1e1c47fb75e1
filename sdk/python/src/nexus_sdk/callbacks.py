"""What the buffer tells its owner."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from nexus_sdk.answers import Receipt
from nexus_sdk.buffer_options import BufferOptions
from nexus_sdk.errors import Fault

_log: Final = logging.getLogger("nexus_sdk")


class Callbacks:
    """Calls back where the owner expects it; what a callback raises is logged, and stops nothing.

    Args:
        options: have the callbacks; without them the log is told.
        call: calls a function where the owner expects it.
    """

    def __init__(self, options: BufferOptions, call: Callable[[Callable[[], object]], None]) -> None:
        self._on_error = options.on_error or _warn_of_error
        self._on_rejected = options.on_rejected or _warn_of_rejected
        self._call = call

    def failed(self, error: Exception) -> None:
        """Tell of a batch that could not be sent."""
        self._tell(partial(self._on_error, error))

    def rejected(self, texts: Sequence[bytes], receipt: Receipt) -> None:
        """Tell of the messages of a batch that can never be taken, if there are any."""
        faults: dict[int, list[Fault]] = {index: [] for index, one in enumerate(receipt.ids) if one is None}
        for fault in receipt.errors:
            faults.setdefault(fault.index, []).append(fault)
        for index, found in sorted(faults.items()):
            self._tell(partial(self._on_rejected, texts[index].decode(), tuple(found)))

    def _tell(self, callback: Callable[[], object]) -> None:
        def guarded() -> None:
            try:
                callback()
            except Exception:  # noqa: BLE001 — whatever it is, it must not stop the buffer
                _log.exception("A callback of the buffer failed")

        with suppress(RuntimeError):  # the loop that it would be called in is closed
            self._call(guarded)


def _warn_of_error(error: Exception) -> None:
    _log.warning("A batch could not be sent; it stays, and is tried again: %s", error)


def _warn_of_rejected(message: str, faults: Sequence[Fault]) -> None:
    why = "; ".join(f"{fault.path}: {fault.message}" for fault in faults)
    _log.warning("Nexus does not take a message of %d bytes: %s", len(message), why)
