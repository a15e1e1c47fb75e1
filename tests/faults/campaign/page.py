"""Tables in the manual, drawn between their marks from figures that stand beside the page."""

import json
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).resolve().parents[3] / "docs"
PAGE: Final = DOCS / "reliability.md"
FIGURES: Final = DOCS / "reliability.json"


def figures() -> dict[str, Any]:
    """Return what the page shows, by the name of its table."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def write(name: str, measured: dict[str, Any], lines: str) -> None:
    """Keep figures, and draw their table into the page."""
    FIGURES.write_text(json.dumps(figures() | {name: measured}, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8"), name, lines), encoding="utf-8")


def drawn(page: str, name: str, lines: str) -> str:
    """Return the page with these lines between the marks of the table."""
    begin, end = marks(name)
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n\n{lines}\n{end}{tail}"


def marks(name: str) -> tuple[str, str]:
    """Return what stands before and after a table."""
    return f"<!-- {name}: drawn by tests/faults -->", f"<!-- end of {name} -->"
