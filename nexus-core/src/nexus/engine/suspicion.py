"""Tells a message that a destination chokes on from a destination that is away.

A server that answers 500 to one poisonous message looks, for that message, like a server that is down. What sets them apart:
others get through. Without this, one message could hold its pipeline for ever.
"""

from collections import OrderedDict

_REMEMBERED = 1000


class Suspicion:
    """Counts how often one message alone was answered "away" although others got through since the last time.

    Args:
        limit: more than so many times, and it is the message's own fault.
    """

    def __init__(self, limit: int = 3) -> None:
        self._limit = limit
        self._successes = 0
        self._failures: OrderedDict[str, tuple[int, int]] = OrderedDict()

    def others_got_through(self) -> None:
        """A batch was delivered: the destination works."""
        self._successes += 1

    def suspects(self, message_id: str) -> bool:
        """Whether it has failed alone more than once while others got through: deliver it alone, to be sure."""
        return self._failures.get(message_id, (0, 0))[0] > 1

    def blames(self, message_id: str) -> bool:
        """Count a failure of this message alone; True if it is its own fault and not the destination's."""
        times, at = self._failures.pop(message_id, (0, -1))
        others = self._successes > at
        times += others
        self._failures[message_id] = (times, self._successes)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        return others and times > self._limit
