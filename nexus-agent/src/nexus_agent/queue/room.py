"""How much the queue may hold: a bound of its own, and what stays free on the disk."""

import shutil
import time
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from nexus.edge import QueueFull

AGAIN_SECONDS: Final = 5.0
_LOOK_SECONDS: Final = 1.0


@frozen
class Limits:
    """How full the queue may get.

    Attributes:
        most_bytes: of messages.
        reserve_bytes: that stay free on the disk.
    """

    most_bytes: int = 1024 * 1024 * 1024
    reserve_bytes: int = 100 * 1024 * 1024


@define
class Room:
    """The room that there is; the disk is looked at once a second at most."""

    _folder: Path
    _limits: Limits
    _free: int = field(default=0, init=False)
    _until: float = field(default=0.0, init=False)

    def refusal(self, held: int, size: int) -> QueueFull | None:
        """Return why ``size`` bytes more are not taken beside those that are ``held``, None if they are."""
        limits = self._limits
        if held + size > limits.most_bytes:
            return QueueFull(
                f"messages of {held} bytes wait for the centre; at most {limits.most_bytes} bytes may "
                "(NEXUS_AGENT_QUEUE_MAX_BYTES)",
                retry_after=AGAIN_SECONDS,
            )
        now = time.monotonic()
        if now >= self._until:
            self._until = now + _LOOK_SECONDS
            self._free = shutil.disk_usage(self._folder).free
        if self._free - size < limits.reserve_bytes:
            return QueueFull(
                f"the disk of {self._folder} has {self._free} bytes left; {limits.reserve_bytes} stay free "
                "(NEXUS_AGENT_QUEUE_RESERVE_BYTES)",
                retry_after=AGAIN_SECONDS,
            )
        return None
