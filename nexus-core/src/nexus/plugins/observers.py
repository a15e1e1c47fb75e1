"""Tells plugins what happened; one that fails is logged, and the rest are told all the same."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from attrs import frozen

from nexus.model.delivery import DeadLetter
from nexus.model.message import Message
from nexus.plugins.host import Host

_LOG: Final = logging.getLogger(__name__)

Listeners = tuple[tuple[str, Callable[..., Any]], ...]


@frozen
class Observers:
    """Those who listen, bound once; telling nobody costs one look at an empty tuple.

    Synchronous, and a plugin may block: call these in a thread from async code, and only ``if observers.on_delivered``.
    """

    on_startup: Listeners = ()
    on_delivered: Listeners = ()
    on_dead_lettered: Listeners = ()
    on_shutdown: Listeners = ()

    @classmethod
    def of(cls, host: Host) -> "Observers":
        """Bind all who observe among the host's plugins."""
        return cls(
            on_startup=host.listeners("nexus_startup"),
            on_delivered=host.listeners("nexus_delivered"),
            on_dead_lettered=host.listeners("nexus_dead_lettered"),
            on_shutdown=host.listeners("nexus_shutdown"),
        )

    def startup(self, process: str) -> None:
        """Tell that a process is ready to start."""
        _tell("nexus_startup", self.on_startup, process=process)

    def delivered(self, pipeline_id: str, messages: Sequence[Message]) -> None:
        """Tell that a batch was delivered and settled."""
        _tell("nexus_delivered", self.on_delivered, pipeline_id=pipeline_id, messages=messages)

    def dead_lettered(self, letters: Sequence[DeadLetter]) -> None:
        """Tell that deliveries became dead letters."""
        _tell("nexus_dead_lettered", self.on_dead_lettered, letters=letters)

    def shutdown(self, process: str) -> None:
        """Tell that a process is about to end."""
        _tell("nexus_shutdown", self.on_shutdown, process=process)


def _tell(hook: str, listeners: Listeners, **what: Any) -> None:
    for plugin, listener in listeners:
        try:
            listener(**what)
        except (Exception, SystemExit):  # noqa: BLE001 — whatever one plugin raises, the others are told
            _LOG.exception("plugin %s failed in %s; the others go on", plugin, hook)
