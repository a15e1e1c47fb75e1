"""The plugins that are installed beside the agent; loaded when the centre first wants something of one."""

import asyncio
import logging

from nexus.edge import Caller, Catalogue, DaemonThreads, EgressGuard, load_plugins
from nexus_agent.settings import Settings

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

    async def catalogue(self) -> Catalogue:
        """Return what they bring."""
        async with self._loading:
            if self._catalogue is None:
                self._catalogue = await asyncio.to_thread(load_plugins, self._allowed, routes=False, commands=False)
                for fault in self._catalogue.faults:
                    logger.warning("plugin %s is not used: %s (%s)", fault.plugin, fault.reason, fault.remedy)
            return self._catalogue
