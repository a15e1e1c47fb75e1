"""Pictures of the figures, for ``docs/performance.md``."""

import sys
from pathlib import Path
from typing import Any, Final

_PACKAGES: Final = Path(__file__).parents[2] / ".nox" / "bench"
_PANELS: Final = {
    "size": "bytes of a message",
    "fields": "fields",
    "pipelines": "pipelines",
    "workflows": "workflows",
    "backlog": "messages waiting",
}


def draw_growth(growth: dict[str, list[dict[str, Any]]], file: Path) -> None:
    """Draw the CPU of a delivery over what it grows with, a panel each, as SVG.

    Raises:
        SystemExit: what draws is not installed.
    """
    sys.path.append(str(_PACKAGES))  # after our own: nothing of ours is replaced
    try:
        import matplotlib as mpl
    except ImportError:
        raise SystemExit("matplotlib is not installed: run this by nox -s bench, which installs it") from None
    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "nexus", "svg.fonttype": "none", "font.size": 9}
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, len(_PANELS), figsize=(13, 2.8), layout="constrained")
    for panel, (name, title) in zip(panels, _PANELS.items(), strict=True):
        rows = growth[name]
        places = [max(row[name], 1) for row in rows]
        for column, label in (("worker_us", "worker"), ("store_us", "store")):
            panel.plot(places, [row[column] for row in rows], marker="o", markersize=3, label=label)
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.set_xlabel(title)
        panel.grid(visible=True, alpha=0.3)
    panels[0].set_ylabel("CPU µs per delivery")
    panels[0].legend()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
