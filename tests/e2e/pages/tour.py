"""From nothing to a delivered message, recorded: ``nox -s tour`` writes a Playwright trace to be stepped through."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.dashboard import ROOT, Dashboard, Visitor, chromium
from harness.tour import Tour, warehouse

TRACE = ROOT / "dist" / "tour.zip"
SLOWER_MS = 250
KEYS_MS = 70
WITHIN_S = 180


def main() -> None:
    """Take the tour at the pace of a person, record it, and say how long each part took."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Dashboard(Path(folder)) as dashboard,
        warehouse() as postgres,
        chromium(slow_mo=SLOWER_MS) as browser,
    ):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        visitor = Visitor(context, dashboard)
        tour = Tour(visitor, dashboard, postgres, pace=KEYS_MS)
        context.tracing.start(screenshots=True, snapshots=True, sources=True)
        try:
            tour.deliver_the_first_message()
            took = sum(tour.seconds.values())
            tour.lose_the_destination()
        finally:
            context.tracing.stop(path=TRACE)
            parts = "".join(f"{seconds:7.1f} s  {name}\n" for name, seconds in tour.seconds.items())
            sys.stdout.write(f"{parts}The trace: {TRACE}; to look at it: python -m playwright show-trace {TRACE}\n")
        sys.stdout.write(f"From nothing to a delivered message: {took:.0f} s\n")
        if took > WITHIN_S:
            sys.exit(f"that is more than {WITHIN_S} s")
        if visitor.errors:
            sys.exit("\n".join(visitor.errors))


if __name__ == "__main__":
    main()
