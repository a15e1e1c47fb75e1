"""A line in the log now and then that tells what flowed, while something flows."""

import asyncio
import logging
from collections import Counter

from nexus.worker.settled import Settled

log = logging.getLogger(__name__)

EVERY_S = 10.0


class Pulse:
    """Counts what became of messages, per route."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def settled(self, settled: Settled) -> None:
        """Count one settled batch."""
        outcome = settled.outcome
        counts = self._counts.setdefault(settled.route.name, Counter())
        counts["delivered"] += len(outcome.delivered)
        counts["filtered"] += len(outcome.filtered)
        counts["retrying"] += len(outcome.settlement.retries)
        counts["dead"] += len(outcome.settlement.dead)

    async def run(self) -> None:
        """Tell every ten seconds, until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            counts, self._counts = self._counts, {}
            for route, found in counts.items():
                told = ", ".join(f"{number} {status}" for status, number in found.items() if number)
                if told:
                    log.info("%s: %s in %.0f s", route, told, EVERY_S)
