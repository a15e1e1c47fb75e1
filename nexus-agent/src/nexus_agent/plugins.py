"""The plugins that are installed beside the agent; loaded when the centre first wants something of one."""

import asyncio
import logging
from typing import TYPE_CHECKING

from nexus.edge import Caller, DaemonThreads, EgressGuard
from nexus_agent.settings import Settings

if TYPE_CHECKING:
    from nexus.edge import Catalogue

logger = logging.getLogger(__name__)


class Plugins:
    """Belongs to one event loop.

    Attributes:
        egress: decides which addresses they may reach.
        call: runs what they give.

    Args:
        settings: which plugins, and which networks.
    """

    def __init__(self, settings: Settings) -> None:
        self.egress = EgressGuard(settings.egress_allow)
        self.call = Caller(DaemonThreads())
        self._allowed = settings.plugins_allow
        self._loading = asyncio.Lock()
        self._catalogue: Catalogue | None = None

    async def catalogue(self) -> "Catalogue":
        """Return what they bring."""
        async with self._loading:
            if self._catalogue is None:
                self._catalogue = await asyncio.to_thread(self._loaded)
                for fault in self._catalogue.faults:
                    logger.warning("plugin %s is not used: %s (%s)", fault.plugin, fault.reason, fault.remedy)
            return self._catalogue

    def _loaded(self) -> "Catalogue":
        from nexus.edge import load_plugins  # noqa: PLC0415 — with what it brings along, only when it is needed

        return load_plugins(self._allowed, routes=False, commands=False)
