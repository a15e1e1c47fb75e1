"""What networks do to the connections to the store and to the databases."""

from random import Random
from typing import Final

from attrs import frozen

from campaign.faults.base import INTAKE, MIRROR, PIPELINES, WAREHOUSE, Fault
from campaign.site import Site
from nexus.testing import ServerProcess, TcpProxy, wait_until

CUTS: Final = 5


@frozen
class Line:
    """A proxy, the server behind it, and who does not move while it fails."""

    title: str
    place: str
    hits: frozenset[str]
    interrupted: int

    def proxy(self, site: Site) -> TcpProxy:
        """Return the proxy."""
        found: TcpProxy = getattr(site, f"{self.place}_line")
        return found

    def server(self, site: Site) -> ServerProcess:
        """Return the server behind the proxy."""
        found: ServerProcess = getattr(site, self.place)
        return found


LINES: Final = (
    Line("stream store", "store", frozenset({INTAKE, *PIPELINES}), 0),
    Line("PostgreSQL", "postgres", WAREHOUSE, 1),
    Line("MariaDB", "mariadb", MIRROR, 1),
)


class LineFault(Fault):
    what: str

    def __init__(self, line: Line) -> None:
        self.line = line
        self.name = f"{line.title}: {self.what}"
        self.place = line.place
        self.hits = line.hits
        self.interrupted = line.interrupted

    def end(self, site: Site) -> None:
        self.line.proxy(site).heal()


class Refused(LineFault):
    what = "connections refused"

    def begin(self, site: Site, random: Random) -> None:
        self.line.proxy(site).refuse()


class Stalled(LineFault):
    what = "connections stall (black hole)"

    def begin(self, site: Site, random: Random) -> None:
        self.line.proxy(site).black_hole()


class HalfOpen(LineFault):
    """The server is gone and comes back while nobody is told: old connections lead nowhere."""

    what = "connections half open, the server is another"

    def begin(self, site: Site, random: Random) -> None:
        self.line.proxy(site).black_hole()
        self.line.server(site).kill()

    def end(self, site: Site) -> None:
        self.line.server(site).start()
        self.line.proxy(site).heal()


class Cut(LineFault):
    what = "all connections cut, again and again"
    needs_flow = True

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.hits = frozenset()
        self.interrupted = line.interrupted * CUTS

    def begin(self, site: Site, random: Random) -> None:
        for _ in range(CUTS):
            proxy = self.line.proxy(site)
            before = proxy.accepted
            proxy.cut()
            _reconnected(proxy, before)


class RepliesLost(LineFault):
    """The server acts, and its reply is cut off after some bytes, or before the first."""

    what = "replies lost, again and again"
    needs_flow = True

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.hits = frozenset()
        self.interrupted = line.interrupted * CUTS

    def begin(self, site: Site, random: Random) -> None:
        for _ in range(CUTS):
            proxy = self.line.proxy(site)
            before = proxy.accepted
            proxy.cut_replies_after(random.choice([0, 0, random.randrange(200), random.randrange(5000)]))
            _reconnected(proxy, before)


def _reconnected(proxy: TcpProxy, before: int) -> None:
    wait_until(lambda: proxy.accepted > before, timeout_s=30, what="a new connection after a cut")


class Slow(LineFault):
    what = "every piece of data comes late"

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.hits = frozenset()
        self.interrupted = 0

    def begin(self, site: Site, random: Random) -> None:
        self.line.proxy(site).delay(random.uniform(0.01, 0.1))


LINE_FAULTS: Final = tuple(
    make(line) for line in LINES for make in (Refused, Stalled, HalfOpen, Cut, RepliesLost, Slow)
)
