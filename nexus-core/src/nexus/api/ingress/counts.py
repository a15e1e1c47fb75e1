"""What ingress counts: plain integers, since a request may cost no more than some microseconds."""

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import Final

import msgspec

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the times from the end of a request to its answer, in seconds."""


class IngressCounts:
    """Totals since the start of the process.

    Attributes:
        accepted: messages.
        duplicates: messages.
        connections: that are open now.
        answers: HTTP status -> requests.
        refused: name of the problem -> requests.
        buckets: requests by the bounds of `BUCKETS`, and those above.
        seconds: of all requests together.
    """

    def __init__(self) -> None:
        self.accepted = 0
        self.duplicates = 0
        self.connections = 0
        self.answers: defaultdict[int, int] = defaultdict(int)
        self.refused: dict[str, int] = {}
        self.buckets = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0

    def observe(self, status: int, reason: str, accepted: int, duplicates: int, seconds: float) -> None:
        """Count one answer; ``seconds`` from the end of the request to its answer."""
        self.answers[status] += 1
        if reason:
            self.refused[reason] = self.refused.get(reason, 0) + 1
        self.accepted += accepted
        self.duplicates += duplicates
        self.buckets[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds

    def plus(self, other: "IngressCounts") -> "IngressCounts":
        """Return the sums of both."""
        found = IngressCounts()
        found.accepted = self.accepted + other.accepted
        found.duplicates = self.duplicates + other.duplicates
        found.connections = self.connections + other.connections
        found.answers.update(Counter(self.answers) + Counter(other.answers))
        found.refused = dict(Counter(self.refused) + Counter(other.refused))
        found.buckets = [mine + its for mine, its in zip(self.buckets, other.buckets, strict=True)]
        found.seconds = self.seconds + other.seconds
        return found

    def encoded(self) -> bytes:
        """Return all of it, for another process."""
        return msgspec.json.encode(vars(self))

    @classmethod
    def decoded(cls, text: bytes) -> "IngressCounts":
        """Return what `encoded` gave."""
        found = cls()
        told = msgspec.json.decode(text)
        told["answers"] = defaultdict(int, {int(status): count for status, count in told["answers"].items()})
        vars(found).update(told)
        return found
